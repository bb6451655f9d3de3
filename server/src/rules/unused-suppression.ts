import type { Rule } from './rule.ts';

export const UNUSED = 'unused-suppression';

export const unusedSuppression: Rule = {
  id: 'unused-suppression',
  severity: 'info',
  summary: 'A comment or annotation silences nothing',
  why: `A suppression that outlives what it was written for hides the next fault at the same place. It is also what is
left of a rule's name that was misspelled. Rules that are off are not counted: they may need it when they are on again.`,
  bad: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      # portolan-ignore published-port-conflict: never at the same time
      - "8080:80"
`,
  },
  good: {
    'compose.yaml': `services:
  web:
    image: example.com/web:1
    ports:
      - "8080:80"
  admin:
    image: example.com/admin:1
    ports:
      # portolan-ignore published-port-conflict: never at the same time
      - "8080:8000"
`,
  },
  // Known only when all findings of a file are: suppression.ts reports it.
  check: () => [],
};
