import { BuildspecError, parseBuildspec } from '../../../../infra/local/aws/codebuild/buildspec';
import { readOnFailure } from '../../../../infra/local/aws/codebuild/on-failure';

const NOTHING = { commands: [], finally: [] };

describe('reading a buildspec', () => {
  it('fills in the defaults', () => {
    expect(parseBuildspec('version: 0.2\nphases: {}')).toEqual({
      shell: 'sh',
      variables: {},
      exportedVariables: [],
      phases: { INSTALL: NOTHING, PRE_BUILD: NOTHING, BUILD: NOTHING, POST_BUILD: NOTHING },
      reports: [],
      ignored: [],
    });
  });

  it('reads everything it knows', () => {
    const text = `
version: "0.2"
env:
  shell: bash
  variables: { VERSION: 1.10, FLAG: yes, EMPTY: "" }
  exported-variables: [VERSION]
  git-credential-helper: no
phases:
  install: { runtime-versions: { python: 3.12 }, commands: [a], finally: [b], on-failure: ABORT }
  build: { commands: single, finally: }
reports:
  unit: { files: '*.xml', base-directory: out, discard-paths: yes, file-format: JunitXml }
artifacts: { files: ['**/*'], base-directory: dist, exclude-paths: ['*.log'], name: model }
cache: { paths: [x] }
proxy: { logs: yes }
`;

    expect(parseBuildspec(text)).toEqual({
      shell: 'bash',
      variables: { VERSION: '1.10', FLAG: 'yes', EMPTY: '' },
      exportedVariables: ['VERSION'],
      phases: {
        INSTALL: { commands: ['a'], finally: ['b'], onFailure: { action: 'ABORT' } },
        PRE_BUILD: NOTHING,
        BUILD: { commands: ['single'], finally: [] },
        POST_BUILD: NOTHING,
      },
      artifacts: { files: ['**/*'], baseDirectory: 'dist', excludePaths: ['*.log'], discardPaths: false },
      reports: [
        {
          group: 'unit',
          format: 'JUNITXML',
          files: ['*.xml'],
          baseDirectory: 'out',
          excludePaths: [],
          discardPaths: true,
        },
      ],
      ignored: ['proxy', 'cache', 'install.runtime-versions'],
    });
  });

  it.each([
    ['', 'The buildspec is empty or not a mapping'],
    ['- a', 'The buildspec is empty or not a mapping'],
    ['version: 0.2', 'phases at line 1: '],
    ['version: 0.2\nversion: 0.2\nphases: {}', 'Map keys must be unique at line 2'],
    [
      'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b',
      'phases.build.commands[0] at line 5: Expected a string',
    ],
    [
      'version: 0.2\nphases:\n  build:\n    command: [a]',
      'phases.build at line 4: the local stack does not support command',
    ],
    [
      'version: 0.2\nphases:\n  build:\n    on-failure: SKIP',
      'phases.build.on-failure at line 4: Expected ABORT, CONTINUE or RETRY[-count][-regex]',
    ],
    [
      'version: 0.2\nphases:\n  build:\n    run-as: root',
      'phases.build at line 4: the local stack does not support run-as',
    ],
    [
      'version: 0.2\nenv: { secrets-manager: { K: s } }\nphases: {}',
      'env at line 2: the local stack does not support secrets-manager',
    ],
    [
      'version: 0.2\nenv: { exported-variables: [AWS_KEY] }\nphases: {}',
      'env.exported-variables[0] at line 2: Names with AWS_',
    ],
    ['version: 0.2\nenv: { variables: { "a b": c } }\nphases: {}', 'env.variables.a b at line 2'],
    ['version: 0.2\nenv: { shell: cmd.exe }\nphases: {}', 'env.shell at line 2: Expected bash or sh'],
    ['version: 0.2\nphases: {}\nartifacts: { name: a }', 'artifacts.files at line 3: '],
    [
      'version: 0.2\nphases: {}\nreports: { r: { files: a, file-format: NUNITXML } }',
      'reports.r.file-format at line 3: The local stack reads JUNITXML and CUCUMBERJSON',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseBuildspec(text)).toThrow(BuildspecError);
    expect(() => parseBuildspec(text)).toThrow(message);
  });
});

describe('on-failure', () => {
  it.each([
    ['ABORT', { action: 'ABORT' }],
    ['CONTINUE', { action: 'CONTINUE' }],
    ['RETRY', { action: 'RETRY', count: 3, pattern: /.*/ }],
    ['RETRY-0', { action: 'RETRY', count: 0, pattern: /.*/ }],
    ['RETRY-100', { action: 'RETRY', count: 100, pattern: /.*/ }],
    ['RETRY-exit status 7', { action: 'RETRY', count: 3, pattern: /exit status 7/ }],
    ['RETRY-2-time-?out', { action: 'RETRY', count: 2, pattern: /time-?out/ }],
  ])('reads %s', (text, expected) => {
    expect(readOnFailure(text)).toEqual(expected);
  });

  it.each(['', 'abort', 'RETRY-', 'RETRY-101', 'RETRY-[', 'RETRYING'])('refuses %j', (text) => {
    expect(readOnFailure(text)).toBeUndefined();
  });
});
