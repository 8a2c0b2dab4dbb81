import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expandVariables, selectFiles } from '../../../../infra/local/aws/codebuild/file-selection';
import { BuildBench, buildspecOf, phaseList } from './build-bench';

describe('selecting files', () => {
  let base: string;
  beforeAll(async () => {
    base = mkdtempSync(join(tmpdir(), 'selection-'));
    for (const path of ['a.txt', 'b.log', '.hidden', 'deep/c.txt', 'deep/er/d.txt', 'penguins-1.2.json']) {
      await mkdir(join(base, dirname(path)), { recursive: true });
      await writeFile(join(base, path), '');
    }
    await symlink('a.txt', join(base, 'link.txt'));
    await symlink('.', join(base, 'loop'));
    await symlink('absent', join(base, 'dangling'));
  });
  afterAll(() => rm(base, { recursive: true }));

  it.each([
    [['**/*'], [], ['.hidden', 'a.txt', 'b.log', 'deep/c.txt', 'deep/er/d.txt', 'link.txt', 'penguins-1.2.json']],
    [['*'], [], ['.hidden', 'a.txt', 'b.log', 'link.txt', 'penguins-1.2.json']],
    [['*.txt', 'b.log'], [], ['a.txt', 'b.log', 'link.txt']],
    [['./deep/*'], [], ['deep/c.txt']],
    [['deep/**/*'], ['**/er/**'], ['deep/c.txt']],
    [[`$NAME-\${VERSION}.json`], [], ['penguins-1.2.json']],
    [['absent', 'deep'], [], []],
  ])('%j without %j', async (files, excludePaths, expected) => {
    const environment = { NAME: 'penguins', VERSION: '1.2' };

    const { paths } = await selectFiles(
      { files, excludePaths, baseDirectory: '.', discardPaths: false },
      base,
      environment,
    );

    expect(paths).toEqual(expected);
  });

  it('leaves unset variables empty', () => {
    expect(expandVariables(`$A/\${B}/$C_/$`, { A: '1' })).toBe('1///$');
  });
});

describe('the artifact of a build', () => {
  let bench: BuildBench;
  beforeAll(async () => {
    bench = await BuildBench.start();
  });
  afterAll(() => bench.remove());

  const MAKE = { build: ['mkdir -p dist/model', 'echo 1 > dist/model/weights', 'echo 2 > dist/readme', 'cd dist'] };

  it('has the selected files below the base directory', async () => {
    const { finished, view } = await bench.build(
      buildspecOf(MAKE, "artifacts: { files: '**/*', base-directory: dist }"),
    );

    const { artifactDirectory = '' } = finished;
    expect(readdirSync(artifactDirectory).sort()).toEqual(['model', 'readme']);
    expect(readFileSync(join(artifactDirectory, 'model/weights'), 'utf8')).toBe('1\n');
    expect(view.artifacts).toEqual({ location: pathToFileURL(artifactDirectory).href });
  });

  it('keeps what can be executed executable', async () => {
    const phases = { build: ["printf '#!/bin/sh\\n' > run.sh", 'chmod +x run.sh'] };

    const { finished } = await bench.build(buildspecOf(phases, 'artifacts: { files: run.sh }'));

    expect(statSync(join(finished.artifactDirectory ?? '', 'run.sh')).mode & 0o111).not.toBe(0);
  });

  it('discards paths where told to', async () => {
    const rest = "artifacts: { files: 'dist/**/*', discard-paths: yes, exclude-paths: ['**/readme'] }";

    const { finished } = await bench.build(buildspecOf(MAKE, rest));

    expect(readdirSync(finished.artifactDirectory ?? '')).toEqual(['weights']);
  });

  it('is uploaded although BUILD failed', async () => {
    const phases = { build: ['echo 1 > file', 'false'] };

    const { finished } = await bench.build(buildspecOf(phases, 'artifacts: { files: file }'));

    expect(finished).toMatchObject({ status: 'FAILED', artifactDirectory: expect.any(String) });
  });

  it.each([
    ['no file matches', "artifacts: { files: '*.json' }", 'no matching artifact paths found'],
    [
      'the base directory is missing',
      "artifacts: { files: '*', base-directory: out }",
      'no matching base directory path found for out',
    ],
  ])('is absent, and the build has failed, where %s', async (_what, rest, message) => {
    const { finished, view } = await bench.build(buildspecOf({}, rest));

    expect(finished.status).toBe('FAILED');
    expect(finished).not.toHaveProperty('artifactDirectory');
    expect(view.artifacts).toEqual({});
    expect(phaseList(view)).toContain('UPLOAD_ARTIFACTS FAILED');
    expect(view.phases?.flatMap(({ contexts = [] }) => contexts)).toEqual([{ statusCode: 'CLIENT_ERROR', message }]);
  });

  it('is absent where the buildspec declares none', async () => {
    const { finished } = await bench.build(buildspecOf(MAKE));

    expect(finished).toMatchObject({ status: 'SUCCEEDED' });
    expect(finished).not.toHaveProperty('artifactDirectory');
  });
});
