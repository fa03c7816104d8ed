/** The pages of gates and rules, for clients that show them. */
import { t } from '@vscode/l10n';
import { pages } from '#pages';
import { gates } from '../gates/index.ts';
import { pageOf } from '../lint/documentation.ts';
import { rules } from '../lint/index.ts';
import type { Part } from './part.ts';
import type { DocumentationAnswer, PageAnswer, PageParams } from './protocol.ts';

export const documentation: Part = {
  capabilities: () => ({}),
  listen({ connection }) {
    connection.onRequest('deployGates/documentation', (): DocumentationAnswer => {
      const all = [...gates, ...rules].map(({ id, title }) => ({ id, title: t(title) }));
      return { pages: all };
    });
    connection.onRequest('deployGates/page', ({ id }: PageParams): PageAnswer => {
      const page = pageOf(
        id,
        pages,
        rules.find((it) => it.id === id),
      );
      return { markdown: page ?? t`There is no gate or rule \`${id}\`.` };
    });
  },
};
