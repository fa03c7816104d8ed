/** What a client may ask and tell beside LSP's own requests: the attempt, the report, the explanation. */
import { askAttempt, askExplanation, askReport } from './asked.ts';
import type { Part } from './part.ts';
import type { AttemptParams, ExplanationParams, ReportParams } from './protocol.ts';
import { request } from './request.ts';

/** Run by "Refresh settings": reads the settings of every checkout anew. */
const refreshCommand = 'deployGates.server.refresh';

export const attempts: Part = {
  capabilities: () => ({ executeCommandProvider: { commands: [refreshCommand] } }),
  listen({ connection, session }) {
    connection.onExecuteCommand(({ command }, token) =>
      request(token, async (signal) => (command === refreshCommand ? session.refresh(signal) : null)),
    );
    connection.onRequest('deployGates/attempt', (params: AttemptParams, token) =>
      request(token, (signal) => askAttempt(session, params, signal)),
    );
    connection.onNotification('deployGates/focus', () => session.focused());
    connection.onRequest('deployGates/report', (params: ReportParams, token) =>
      request(token, (signal) => askReport(session, params, signal)),
    );
    connection.onRequest('deployGates/explanation', (params: ExplanationParams, token) =>
      request(token, (signal) => askExplanation(session, params, signal)),
    );
  },
};
