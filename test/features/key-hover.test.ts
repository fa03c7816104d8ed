/** What a keyword, its value or a variable means where one points at it: for the jobs that it counts for, in this attempt. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hover } from '../../server/src/features/hover.ts';
import { analysisOf, attemptOf, snapshotWithout } from '../support/world.ts';

type Settings = Parameters<typeof analysisOf>[1];

/** The hover where `$0` stands. */
function hoverAt(text: string, settings: Settings = {}, attempt = attemptOf(), timeZone = 'Europe/Berlin'): string {
  const analysis = analysisOf(text.replace('$0', ''), settings, attempt);
  const options = { uriOf: (path: string) => `file:///app/${path}`, timeZone };
  const found = hover(analysis, '.gitlab-ci.yml', text.indexOf('$0'), options);
  return found ? (found.contents as { readonly value: string }).value : '';
}

const weekend = { start: '0 18 * * 5', end: '0 7 * * 1', timeZone: 'Europe/Berlin' };
const saturday = attemptOf({ at: '2026-11-21T12:00:00Z' });
const mergeRequest = attemptOf({ source: 'merge_request_event', ref: 'topic', targetBranch: 'main' });

const ruled = `deploy:
  script: ./deploy
  environment: production
  ru$1les:
    - i$2f: $CI_COMMIT_TAG
      when: never
    - if: $CI_COMM$3IT_BRANCH == "main"
      wh$4en: manual
    - if: $SOMETHING == "x"
`;

/** The text with only the mark `n` left, as the cursor. */
function marked(text: string, n: number): string {
  return text.replaceAll(/\$(\d)/g, (_, digit) => (Number(digit) === n ? '$0' : ''));
}

test('`rules` says which one decides here, and what becomes of the job in the usual attempts', () => {
  const words = hoverAt(marked(ruled, 1));
  assert.match(
    words,
    /^\*\*Rule 2 matches: `\$CI_COMMIT_BRANCH == "main"`: manual, blocking\*\* \(push on `main`\)\.$/m,
  );
  assert.match(words, /^\| push to `main` \| rule 2: manual, blocking \|$/m);
  assert.match(words, /^\| push to `feature` \| rule 3: runs by itself or not there: depends on `\$SOMETHING` \|$/m);
  assert.match(words, /^\| tag `v1\.0\.0` \| not there \|$/m);
});

test('a rule says whether it is reached, and where it decides', () => {
  const first = hoverAt(marked(ruled, 2));
  assert.match(first, /^\*\*Rule 1 does not hold in this attempt\.\*\* Where it decides, it keeps the job out/);
  assert.match(first, /^\| tag `v1\.0\.0` \| decides: not there \|$/m);
  const second = hoverAt(marked(ruled, 4));
  assert.match(second, /^\*\*Rule 2 decides in this attempt\.\*\* The job is there: manual, blocking\./);
  assert.match(second, /Manual start/);
  const third = hoverAt(ruled.replaceAll(/\$\d/g, '').replace('- if: $SOM', '- i$0f: $SOM'));
  assert.match(third, /^\*\*Rule 3 is not reached in this attempt: rule 2 holds and comes first\.\*\*/);
  assert.match(third, /^\| push to `feature` \| depends on `\$SOMETHING` \|$/m);
  assert.match(third, /^\| push to `main` \| not reached: rule 2 comes first \|$/m);
  const known = ruled.replaceAll(/\$\d/g, '').replace('- if: $SOMETHING == "x"', '- i$0f: $CI_COMMIT_BRANCH');
  assert.match(hoverAt(known), /^\| push to `main` \| holds, but rule 2 comes first \|$/m);
});

test('a rule of an attempt on a tag is told for the tag', () => {
  const tagged = attemptOf({ ref: 'v1', tag: true });
  assert.match(hoverAt(marked(ruled, 2), {}, tagged), /^\*\*Rule 1 decides in this attempt\.\*\* It keeps the job out/);
});

test('behind a rule that may hold, a later one decides with a condition', () => {
  const text = 'a:\n  script: x\n  rules:\n    - if: $WHO == "me"\n      when: manual\n    - wh$0en: on_success\n';
  assert.match(hoverAt(text), /^\*\*Rule 2 holds, and decides unless rule 1 does, which depends on `\$WHO`\.\*\*/);
});

test('where files are included by kind of pipeline there are no other attempts to tell of', () => {
  const files = `include:
  - local: deploy.yml
    rules:
      - if: $CI_COMMIT_TAG
a:
  script: x
  ru$0les:
    - if: $CI_COMMIT_BRANCH
`;
  assert.match(hoverAt(files), /Which files are included depends on how the pipeline is started/);
});

test('a variable has its value and where it comes from', () => {
  assert.match(
    hoverAt(marked(ruled, 3)),
    /^\*\*`\$CI_COMMIT_BRANCH` is `main`\*\* \(push on `main`\)\. GitLab sets it\./,
  );
  assert.match(hoverAt(marked(ruled, 3)), /\*\*Rule 2 decides/);
  assert.match(hoverAt(marked(ruled, 3), {}, mergeRequest), /^\*\*`\$CI_COMMIT_BRANCH` is not set\*\*/);
});

test('a variable of the file leads to its line, and the nearest definition counts', () => {
  const text = `variables:
  WHERE: staging
deploy:
  script: ./deploy
  variables:
    WHERE: production
  environment: $WH$0ERE
`;
  assert.match(hoverAt(text), /^\*\*`\$WHERE` is `production`\*\*.* The job defines it: \[\.gitlab-ci\.yml:6\]\(file:/);
  assert.match(hoverAt(text), /`\$WHERE` is `production` here\./);
  const shared = text.replace('  variables:\n    WHERE: production\n', '');
  assert.match(hoverAt(shared), /is `staging`\*\*.* The file defines it for all jobs: \[\.gitlab-ci\.yml:2\]/);
  const given = attemptOf({ overrideVariables: { WHERE: 'qa' } });
  assert.match(hoverAt(text, {}, given), /is `qa`\*\*.* It was named with this attempt/);
});

test('a variable of a rule counts in the name, and not in the conditions', () => {
  const text = (where: string) => `deploy:
  script: ./deploy
  environment: ${where === 'name' ? '$WH$0ERE' : '$WHERE'}
  rules:
    - if: ${where === 'rule' ? '$WH$0ERE' : '$WHERE'} == null
      variables:
        WHERE: production
`;
  assert.match(hoverAt(text('name'), {}, attemptOf({ variables: {} })), /The rule that matches defines it/);
  assert.match(hoverAt(text('rule'), {}, attemptOf({ variables: {} })), /^\*\*`\$WHERE` is not set\*\*/);
});

test('a variable that nobody has named is not known, and one that is set has a text that is not', () => {
  const text = 'deploy:\n  script: x\n  environment: $SOME$0WHERE\n';
  assert.match(hoverAt(text), /^\*\*`\$SOMEWHERE` is not known here\*\*.* No file defines it/);
  assert.match(
    hoverAt(text.replace('SOMEWHERE', 'CI_COMMIT_SHA').replace('$SOME$0WHERE', '$CI_COMM$0IT_SHA')),
    /is set; what it says/,
  );
});

test('`environment` answers first, then gives the gates that are written there', () => {
  const text = 'deploy:\n  script: ./deploy\n  envir$0onment:\n    name: production\n  when: manual\n';
  const settings = {
    protectedEnvironments: [{ name: 'production', deployAccess: [{ accessLevel: 40 }] }],
    groupProtectedEnvironments: [
      { name: 'production', groupId: 10, groupPath: 'acme', deployAccess: [{ accessLevel: 40 }] },
    ],
  };
  const words = hoverAt(text, settings);
  assert.match(words, /^\*\*You cannot run this\. Ask `mia`\.\*\*/);
  assert.match(words, /Protected environment/);
  assert.doesNotMatch(words, /Manual start/);
  assert.match(
    words,
    /set in \[Protected environments\]\(https:\/\/gitlab\.example\.com\/acme\/app\/-\/settings\/ci_cd#js-protected-environments-settings\)/i,
  );
  assert.match(
    words,
    /\[Protected environments of `acme`\]\(https:\/\/gitlab\.example\.com\/groups\/acme\/-\/settings\/ci_cd#/,
  );
});

test('an environment names the other jobs of it', () => {
  const text = `deploy:
  script: x
  environment: { name: qa, on_stop: stop }
stop:
  script: x
  when: manual
  environment: { name: q$0a, action: stop }
`;
  assert.match(hoverAt(text), /Also of this environment: `deploy` deploys to it\./);
});

test('`deployment_tier` says which tier counts, and who protects it', () => {
  const text = 'deploy:\n  script: x\n  environment:\n    name: live\n    deployment_ti$0er: other\n';
  const stored = { environments: [{ name: 'live', tier: 'production' }] };
  assert.match(
    hoverAt(text, stored),
    /^\*\*The tier `production` counts, which GitLab has stored for `live`\.\*\* The next successful/,
  );
  assert.match(hoverAt(text), /^\*\*`live` gets the tier `other`\.\*\*.* Without the key it would be `production`/);
  assert.match(hoverAt(text), /No group protects the tier `other`\./);
  const group = [{ name: 'other', groupId: 10, groupPath: 'acme', deployAccess: [{ accessLevel: 40 }] }];
  assert.match(
    hoverAt(text, { groupProtectedEnvironments: group }),
    /The group `acme` protects every environment of the tier `other`/,
  );
  assert.match(hoverAt(text, snapshotWithout('offline')), /A tier that GitLab has stored would count before it/);
});

test('`when` says how the job starts here, also of a job that deploys nothing', () => {
  assert.match(
    hoverAt('a:\n  script: x\n  wh$0en: manual\n'),
    /^This job waits to be started by hand, and the pipeline goes on without it\./,
  );
  assert.match(
    hoverAt('a:\n  script: x\n  when: on_suc$0cess\n'),
    /^This job runs by itself as soon as the pipeline starts/,
  );
});

test('a `when` that a rule overrides does not count', () => {
  const text = 'a:\n  script: x\n  wh$0en: manual\n  rules:\n    - when: always\n';
  assert.match(
    hoverAt(text),
    /^\*\*It does not count here:\*\* rule 1 matches and says `when: always` \(\[\.gitlab-ci\.yml:5\]/,
  );
  assert.match(hoverAt(text.replace('when: always', 'if: $CI_COMMIT_BRANCH')), /^This job waits to be started by hand/);
});

test('`allow_failure` says what a failure, or nobody pressing, does', () => {
  const build =
    'build:\n  script: x\n  allow_fail$0ure: true\ndeploy:\n  stage: deploy\n  script: x\n  environment: qa\n';
  assert.match(hoverAt(build), /^\*\*A failure does not stop the pipeline:\*\*.* `deploy` deploys after it\./);
  const stopping = build.replace('environment: qa', 'environment: { name: qa, action: stop }');
  assert.doesNotMatch(hoverAt(stopping), /deploys after it/);
  assert.match(hoverAt(build.replace('true', 'false')), /^\*\*A failure stops the pipeline:\*\*/);
  assert.match(hoverAt(build.replace('  allow', '  when: manual\n  allow')), /^\*\*Optional:\*\*/);
  assert.match(hoverAt(build.replace('true', '{ exit_codes: [3, 4] }')), /^\*\*With exit code 3 or 4\*\*/);
});

test('`needs` says what it waits for, and past what it goes', () => {
  const text = `build:
  stage: build
  script: x
gate:
  stage: test
  script: x
  rules:
    - when: manual
deploy:
  stage: deploy
  script: x
  ne$0eds: [build]
  environment: qa
`;
  const words = hoverAt(text);
  assert.match(words, /^\*\*Starts after `build`\*\*/);
  assert.match(words, /^- `build` runs by itself as soon as the pipeline starts\.$/m);
  assert.match(words, /It goes past `gate`/);
  assert.match(hoverAt(text.replace('[build]', '[]')), /^\*\*Starts as soon as the pipeline does:\*\*/);
  const absent = text.replace('  environment: qa', '  environment: qa\n  rules:\n    - if: $CI_COMMIT_TAG');
  assert.match(hoverAt(absent), /^\*\*Not in this pipeline:\*\*/);
  assert.doesNotMatch(hoverAt(text.replace('    - when: manual', '    - when: always')), /goes past/);
});

test('a need says in which attempts it is there', () => {
  const text = `build:
  script: x
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
deploy:
  stage: deploy
  script: x
  needs: [bui$0ld]
  environment: qa
`;
  assert.match(hoverAt(text), /^\*\*`build` runs by itself/);
  assert.match(hoverAt(text), /^\| push to `feature` \| not there: no pipeline with this job \|$/m);
  const optional = text.replace('[bui$0ld]', '[{ job: bui$0ld, optional: true }]');
  assert.match(hoverAt(optional), /^\| push to `feature` \| not there; optional \|$/m);
});

test('a need that is no job, and one of another project, are told apart', () => {
  const text = (need: string) => `deploy:\n  script: x\n  environment: qa\n  needs: [${need}]\n`;
  assert.match(hoverAt(text('no$0ne')), /`none` is no job of this pipeline/);
  const cross = text('{ project: acme/lib, job: ma$0ke, ref: main, artifacts: true }');
  assert.match(hoverAt(cross), /^\*\*Takes artifacts of `make` of `acme\/lib` on `main`\.\*\*/);
});

test('`trigger` says what is started, and whether the job waits for it', () => {
  const text = 'deploy:\n  trig$0ger:\n    project: acme/edge\n    branch: main\n';
  assert.match(hoverAt(text), /Starts a pipeline in `acme\/edge` on `main` and does not wait for it/);
  assert.match(hoverAt(`${text}    strategy: depend\n`), /and waits for it: `strategy: depend`/);
});

const pair = `deploy:
  script: x
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    on_st$1op: stop
stop:
  script: x
  when: manual
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    act$2ion: stop
`;

test('a pair that fits is told from both its ends', () => {
  assert.match(hoverAt(marked(pair, 1)), /^\*\*`stop` stops what `deploy` deploys\.\*\*/);
  assert.match(hoverAt(marked(pair, 2)), /^\*\*`stop` stops what `deploy` deploys\.\*\*/);
});

test('a pair that does not fit says in what', () => {
  const by = (from: string, to: string) => hoverAt(marked(pair.replace(from, to), 1));
  assert.match(by('  when: manual\n', ''), /^- \*\*no:\*\* `stop` is `when: on_success`$/m);
  assert.match(by('    act$2ion: stop\n', ''), /^- \*\*no:\*\* `stop` says `action: start`$/m);
  const lonely = by('  when: manual\n', '  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n      when: manual\n');
  assert.match(lonely, /^- \*\*no:\*\* `stop` is missing from pipelines with `deploy`: push to `feature`/m);
  assert.match(by('op: stop\n', 'op: halt\n'), /^\*\*`halt` is no job\.\*\*/);
  assert.match(
    hoverAt(marked(pair.replace('    on_st$1op: stop\n', ''), 2)),
    /^\*\*No job names this one in `on_stop`/,
  );
});

test('`resource_group` says who takes turns, and in which order', () => {
  const text = 'deploy:\n  script: x\n  resource_gr$0oup: prod\nother:\n  script: x\n  resource_group: prod\n';
  const settings = { resourceGroups: [{ key: 'prod', processMode: 'oldest_first' }] };
  assert.match(hoverAt(text, settings), /In this pipeline `other` takes part\. The oldest pipeline goes first/);
  assert.match(hoverAt(text, { resourceGroups: 'forbidden' }), /process mode of `prod`/);
});

const frozen = `deploy:
  script: x
  environment: qa
  rules:
    - if: $CI_DEPLOY_FR$0EEZE
      when: never
    - when: always
`;

test('`$CI_DEPLOY_FREEZE` tells the next windows, and what the job does', () => {
  const words = hoverAt(frozen, { freezePeriods: [weekend] });
  assert.match(words, /^\*\*Not set: the next freeze begins Fri 18:00\.\*\*/);
  assert.match(words, /^\| Fri 18:00 – Mon 07:00 \|$/m);
  assert.match(words, /Deploy freeze\]\(https:[^)]*\)\*\*: is not in a freeze period/);
  assert.match(
    words,
    /Set in \[Deploy freezes\]\(https:\/\/gitlab\.example\.com\/acme\/app\/-\/settings\/ci_cd#js-deploy-freeze-settings\)/,
  );
});

test('on another clock both times are told', () => {
  const words = hoverAt(frozen, { freezePeriods: [weekend] }, saturday, 'America/New_York');
  assert.match(words, /^\*\*`true`: a freeze holds until Mon 01:00 \(America\/New_York\)\.\*\*/);
  assert.match(words, /^\| your time \(America\/New_York\) \| the project's \|$/m);
  assert.match(words, /^\| Fri 12:00 – Mon 01:00 \| Fri 18:00 – Mon 07:00 \(Europe\/Berlin\) \|$/m);
});

test('without freeze periods it is never set, and unread ones are not none', () => {
  assert.match(hoverAt(frozen), /^\*\*Never set: the project has no freeze periods\.\*\*/);
  assert.match(hoverAt(frozen, { freezePeriods: 'forbidden' }), /whether one does is not known/);
});

test('in a script it is told too', () => {
  const text = 'deploy:\n  script: test -z "$CI_DEPLOY_FREE$0ZE"\n  environment: qa\n';
  assert.match(hoverAt(text, { freezePeriods: [weekend] }, saturday), /its script decides what the freeze means/);
});

test('`stage` says what has to be done before, and what of it stops', () => {
  const text = `stages: [build, gate, deploy]
build:
  stage: build
  script: x
gate:
  stage: gate
  script: x
  rules:
    - when: manual
deploy:
  sta$0ge: deploy
  script: x
  environment: qa
`;
  assert.match(
    hoverAt(text),
    /^\*\*Stage 3 of the 3 .*\*\* The job starts when `build` and `gate` are done\. There `gate` stops until/,
  );
  assert.match(hoverAt(text.replace('  environment', '  needs: []\n  environment')), /The job has `needs`/);
});

test('`extends` says what matters for deploying, where it is, and what of it is left', () => {
  const text = `.deploy:
  when: manual
  environment:
    name: qa
  script: x
deploy:
  extends: .dep$0loy
  when: always
`;
  const words = hoverAt(text);
  assert.match(words, /^\*\*`\.deploy`\*\* in \[\.gitlab-ci\.yml:1\]\(file:.*#L1\) brings:$/m);
  assert.match(words, /^- `environment`: `qa`$/m);
  assert.match(words, /^- `when`: `manual`; this job has its own instead$/m);
  assert.match(hoverAt(text.replace('extends: .dep$0loy', 'ext$0ends: .deploy')), /^\*\*`\.deploy`\*\*/m);
});

test('`!reference` leads to what it stands for', () => {
  const text = '.on:\n  rules:\n    - if: $CI_COMMIT_TAG\na:\n  script: x\n  rules:\n    - !reference [.o$0n, rules]\n';
  assert.match(hoverAt(text), /^\*\*Stands for `rules`\*\* of `\.on`: 1 entry, written in \[\.gitlab-ci\.yml:2\]/);
});

test('an include says which deploy jobs it brings, or why none', () => {
  const read = (content: string, more: readonly (readonly [string, string])[] = []) => {
    const files = new Map([['.gitlab-ci.yml', content.replace('$0', '')], ...more]);
    const options = { uriOf: (path: string) => `file:///app/${path}`, timeZone: 'UTC' };
    const found = hover(analysisOf(files), '.gitlab-ci.yml', content.indexOf('$0'), options);
    return found ? (found.contents as { readonly value: string }).value : '';
  };
  const text = 'include: dep$0loy.yml\na:\n  script: x\n';
  const deploy = ['deploy.yml', 'deploy:\n  script: x\n  environment: qa\n'] as const;
  assert.match(
    read(text, [deploy]),
    /^\*\*Brings\*\* \[deploy\.yml\]\(file:.*\), with 1 job\.\n\n- \*\*deploy\*\*: Runs by itself/,
  );
  assert.match(read(text), /^There is no such file\.$/);
  const other = 'include:\n  - project: acme/tem$0plates\n    file: a.yml\na:\n  script: x\n';
  assert.match(read(other), /^It could not be read\. \(GitLab could not be reached\)$/);
});

test('`workflow:rules` say whether there is a pipeline at all', () => {
  const text = 'workflow:\n  ru$0les:\n    - if: $CI_COMMIT_TAG\na:\n  script: x\n';
  assert.match(hoverAt(text), /^\*\*No pipeline is created:\*\*/);
  assert.match(hoverAt(text), /^\| tag `v1\.0\.0` \| created \|$/m);
  assert.match(
    hoverAt(text.replace('ru$0les', 'rules').replace('- if', '- i$0f')),
    /^\*\*Rule 1 of the workflow does not hold\*\*/,
  );
});

test('a key of a template is told once for the jobs that take it, and apart where it differs', () => {
  const text = `.deploy:
  script: x
  wh$0en: manual
one:
  extends: .deploy
two:
  extends: .deploy
three:
  extends: .deploy
  allow_failure: false
`;
  const words = hoverAt(text);
  assert.match(words, /goes on without it.*\n\nFor `one` and `two`\./);
  assert.match(words, /waits with it.*\n\nFor `three`\./s);
});

test('a key of a job that is not there says so', () => {
  const text = 'a:\n  script: x\n  wh$0en: manual\n  only: [tags]\n';
  assert.match(hoverAt(text), /^\*\*Not in this pipeline:\*\* `only` does not hold\./);
});

test('words that no keyword of ours holds have no hover', () => {
  assert.equal(hoverAt('a:\n  scr$0ipt: make\n'), '');
  assert.equal(hoverAt('a:\n  script: ma$0ke $HOME\n'), '');
  assert.equal(hoverAt('a:\n  script: x\n  im$0age: node\n'), '');
});

test('a job that is to run in any case waits for whoever stops the pipeline before it', () => {
  const text = (when: string) =>
    `gate:\n  stage: build\n  script: x\n  when: ${when}\n  allow_failure: false\ntell:\n  script: x\n  wh$0en: always\n`;
  assert.match(hoverAt(text('manual')), /^In this attempt .*: runs whatever happened before\. It waits for `gate`\.$/m);
  assert.doesNotMatch(hoverAt(text('on_success')), /It waits/);
});
