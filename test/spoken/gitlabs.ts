/** Texts of the server that are GitLab's, by the paths where they stand: they are quoted, and so stay English. */

/** What GitLab's entries are called in the messages about them, and its words for what is wrong with one. */
const gitlabsEntries =
  /: ((simple|complex|refs|pull) \w+|(parallel|matrix) builds|(job|string|hash|bridge|array|composable) (string|hash|strategy)|(cross|same) p\w+ (dependency|trigger)|array of strings|coverage report|allow failure|auto cancel|id token|retry config|dast configuration|Undefined error|(should|must|cannot|can('t| not| only| contain)?|contains|requires|generates|uses invalid|corresponding|missing required|unknown|invalid|no more|these keys|key may|the \{0\} should|variable definition|has (an unsupported|too? many|to be either)|is (not|too long|required)|(value|object|array|string)( property| size| length)? (at|must)) .*?(formats: \{0\}\.|<number>"\.|[^.]))$/;

/** `path: text`; the first path that a file begins with counts. */
export const gitlabs: readonly (readonly [path: string, what: RegExp])[] = [
  // GitLab's own messages, whole or in parts, and what it calls the places that they speak of.
  ['config/component.ts', /: Component '/],
  ['config/content.ts', /: (Local file|Project|Remote file|Component|Included file) [`'][^.]*!?$/],
  ['config/extends.ts', /: \{0\}: [^.]* `extends`( \(\{1\}\))?$/],
  ['config/functions.ts', /: (no function matching|error in `\{0\}` function: )/],
  ['config/header-include.ts', /: (header include$|Header include file `|Duplicate input keys found)/],
  [
    'config/header.ts',
    /: ((\{0\}|header:spec|config|input|if|rule must|default '\{0\}' must)[^.]*|.* (config|options))$/,
  ],
  [
    'config/include-checks.ts',
    /: (must specify|integrity hash must|cache (must|contains|duration must)|\{0\} can only)/,
  ],
  [
    'config/include-rule-checks.ts',
    /: ((config|should be|\{0\}|compare to should|if invalid|when unknown|has too many) [^.]*|Undefined error)$/,
  ],
  ['config/included-file.ts', /: Component `\{0\}` cannot use/],
  [
    'config/inputs.ts',
    /: (array, boolean, number, string|(unknown|required|invalid|list of|\{0\} value|`\{0\}` cannot be used|RegEx|Options) [^.]*)$/,
  ],
  ['config/interpolate.ts', /: (config (node )?too large|too many|invalid pattern|maximum|unknown) ?/],
  ['config/load.ts', /: Given inputs /],
  [
    'config/location.ts',
    /: (`\{0\}` does not have|(Each|Including|Unable) |(Included|Local|Remote|Template) file `|Job must)/,
  ],
  ['config/reference.ts', /: (\{0\} (is not valid|is part of a circular chain|could not be found)|Undefined error)$/],
  ['config/resolution.ts', /: Maximum of /],
  ['config/resolve.ts', /: Please provide content/],
  ['config/targets.ts', /: (Each include must|Undefined error)/],
  ['config/', /^$/],
  [
    'expression/',
    /: (Undefined error|Empty|Invalid|Too many|Un(known|matched|processable|reachable)|circular variable) ?/,
  ],
  ['logic/', /^$/],
  ['pipeline/creation.ts', /: (The (resulting )?pipeline|'?\{0\})/],
  ['pipeline/cycles.ts', /: topological sort failed/],
  ['pipeline/entries/', gitlabsEntries],
  [
    'pipeline/logic.ts',
    /: (\{0\} (job: |has the following)|The pipeline has circular|is not defined$|(does not |have |needs to )[^.]*$)/,
  ],
  ['pipeline/read-job.ts', /: jobs:\{0\} may allow multiple pipelines/],
  ['pipeline/read.ts', /: (jobs (\{0\} )?config should|\{0\} is defined in top-level)/],
  // Which of two, for the code.
  ['pipeline/rules.ts', /: workflow rule$/],
  ['pipeline/workflow.ts', /: workflow rule$/],
  ['pipeline/', /^$/],
  // What libyaml and Psych say, which GitLab passes on.
  ['syntax/libyaml/', /./],
  ['syntax/compose.ts', /: (The parsed YAML is too big|An alias referenced|Tried to load unspecified class)/],
  ['syntax/parse.ts', /: (The parsed YAML is too big|Invalid configuration format)$/],
  ['syntax/read.ts', /: (The parsed YAML is too big|[a-z(][^.]*)$/],
  ['syntax/', /^$/],
  // Words that Ruby's `chronic_duration` reads.
  ['text/duration.ts', /: [a-z ]+$/],
  ['text/', /^$/],
];
