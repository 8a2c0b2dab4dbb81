import { BuildspecError, parseBuildspec } from '../../../../infra/local/aws/codebuild/buildspec';

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
  install: { runtime-versions: { python: 3.12 }, commands: [a], finally: [b] }
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
        INSTALL: { commands: ['a'], finally: ['b'] },
        PRE_BUILD: NOTHING,
        BUILD: { commands: ['single'], finally: [] },
        POST_BUILD: NOTHING,
      },
      artifacts: { files: ['**/*'], baseDirectory: 'dist', excludePaths: ['*.log'], discardPaths: false },
      reports: [{ group: 'unit', files: ['*.xml'], baseDirectory: 'out', excludePaths: [], discardPaths: true }],
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
      'version: 0.2\nphases:\n  build:\n    on-failure: CONTINUE',
      'phases.build at line 4: the local stack does not support on-failure',
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
      'version: 0.2\nphases: {}\nreports: { r: { files: a, file-format: CUCUMBERJSON } }',
      'reports.r.file-format at line 3: The local stack reads JUNITXML',
    ],
  ])('refuses %j', (text, message) => {
    expect(() => parseBuildspec(text)).toThrow(BuildspecError);
    expect(() => parseBuildspec(text)).toThrow(message);
  });
});
