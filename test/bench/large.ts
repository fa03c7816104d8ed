/** A rules file of the size and shape of GitLab's own (3,590 lines): what a keystroke is measured in. */

/** Anchored conditions, rule lists that alias them, and jobs that extend them; always the same text. */
export function largeFile(lines = 3590): string {
  const out: string[] = [
    'workflow:',
    '  rules:',
    '    - if: $CI_COMMIT_BRANCH',
    '',
    'stages: [build, test, deploy]',
    '',
  ];
  for (let n = 0; out.length < lines; n++) {
    out.push(
      `.if-condition-${n}: &if-condition-${n}`,
      `  if: '$CI_PROJECT_PATH == "acme/app-${n}" && $CI_MERGE_REQUEST_EVENT_TYPE == "merged_result" && $RUN_${n} != "no"'`,
      '',
      `.patterns-${n}: &patterns-${n}`,
      `  - "app/models/part-${n}/**/*.rb"`,
      `  - "{config,db,lib}/part-${n}/*.{rb,yml}"`,
      `  - "*_part_${n}.md"`,
      '',
      `.job:rules:part-${n}:`,
      '  rules:',
      `    - <<: *if-condition-${n}`,
      `      changes: *patterns-${n}`,
      '      when: manual',
      '      allow_failure: true',
      `    - !reference [".job:rules:shared-${n % 5}", rules]`,
      `    - if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH'`,
      '',
      `deploy part ${n}:`,
      `  extends: ".job:rules:part-${n}"`,
      '  stage: deploy',
      '  script:',
      `    - ./deploy.sh --part ${n}`,
      '  environment:',
      `    name: production/part-${n}`,
      '',
    );
  }
  return `${out.slice(0, lines).join('\n')}\n`;
}
