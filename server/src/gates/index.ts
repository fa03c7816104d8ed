/** All gates, in the order in which an attempt meets them. */
import { approval } from './approval.ts';
import { branch } from './branch.ts';
import { delayed } from './delayed.ts';
import { downstream } from './downstream.ts';
import { environment } from './environment.ts';
import { freeze } from './freeze.ts';
import type { Gate } from './gate.ts';
import { jobToken } from './job-token.ts';
import { manual } from './manual.ts';
import { outdated } from './outdated.ts';
import { permission } from './permission.ts';
import { pipeline } from './pipeline.ts';
import { resourceGroup } from './resource-group.ts';
import { runner } from './runner.ts';
import { stop } from './stop.ts';
import { trigger } from './trigger.ts';
import { upstream } from './upstream.ts';

export const gates: readonly Gate[] = [
  pipeline,
  environment,
  upstream,
  freeze,
  approval,
  manual,
  delayed,
  permission,
  branch,
  trigger,
  downstream,
  outdated,
  resourceGroup,
  runner,
  jobToken,
  stop,
];
