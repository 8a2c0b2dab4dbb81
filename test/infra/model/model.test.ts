import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { buildRelease, exportsOf, python } from './python';

const PROJECT = resolve(__dirname, '../../../infra/model');
/** Of the model that is committed; changes with features, settings or data, and with nothing else. */
const DIGEST = 'sha256:966f9b238a2a174525c0045f68b14b4b9c0424809861c00f478cdf7acca6ab72';

const temporary = mkdtempSync(join(tmpdir(), 'model-'));
afterAll(() => rmSync(temporary, { recursive: true }));

function checkout(): string {
  const directory = mkdtempSync(join(temporary, 'checkout-'));
  cpSync(PROJECT, directory, { recursive: true, filter: (path) => !/^(build|__pycache__)$/.test(basename(path)) });
  return directory;
}

it('passes its unit tests and writes them as JUnit', () => {
  const directory = checkout();

  const { status } = python(directory, ['junit.py', 'tests', 'build/reports/unit.xml']);

  expect(status).toBe(0);
  const { testsuite } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(
    readFileSync(join(directory, 'build/reports/unit.xml'), 'utf8'),
  );
  expect(Number(testsuite.tests)).toBeGreaterThan(15);
  expect([testsuite.failures, testsuite.errors]).toEqual(['0', '0']);
});

it('trains the same bytes from the same commit on every machine', () => {
  const directory = checkout();

  buildRelease(directory);

  expect(exportsOf(directory).MODEL_DIGEST).toBe(DIGEST);
});

it('exports the version of the commit, the digest of the model file and its metrics', () => {
  const directory = checkout();
  buildRelease(directory, '0123456789abcdef');

  const exported = exportsOf(directory);

  const model = readFileSync(join(directory, 'build/release/package/model.json'));
  expect(exported).toMatchObject({
    MODEL_VERSION: 'penguins-0123456',
    MODEL_DIGEST: `sha256:${createHash('sha256').update(model).digest('hex')}`,
    TRAINING_ROWS: '258',
  });
  expect(Number(exported.METRIC_ACCURACY)).toBeGreaterThan(0.95);
  expect(exported).toHaveProperty('METRIC_MACRO_F1');
  expect(exported).toHaveProperty('METRIC_LOG_LOSS');
  expect(exported).not.toHaveProperty('IMAGE_URI');
});

it('refuses settings it does not know with one sentence, and packages nothing', () => {
  const directory = checkout();
  python(directory, ['train.py']);

  const packaged = python(directory, ['package.py'], { PACKAGE_AS: 'zip' });
  const imageless = python(directory, ['package.py'], { PACKAGE_AS: 'image' });
  const deployed = python(directory, ['deploy.py']);

  expect(packaged).toMatchObject({ status: 1, stderr: "PACKAGE_AS must be directory or image, not 'zip'.\n" });
  expect(imageless.stderr).toBe('PACKAGE_AS=image needs IMAGE_REPOSITORY, the repository to push to.\n');
  expect(deployed).toMatchObject({ status: 1, stderr: "DEPLOY_TO must be one of local, sagemaker, not ''.\n" });
  expect(existsSync(join(directory, 'build/release'))).toBe(false);
});

it('fails the deployment when nothing answers at the model host', () => {
  const directory = checkout();
  buildRelease(directory);

  const { status, stderr } = python(join(directory, 'build/release'), ['deploy.py'], {
    DEPLOY_TO: 'local',
    // Port 1 is reserved and nothing listens there.
    MODEL_HOST_URL: 'http://127.0.0.1:1',
    MODEL_HOST_TOKEN: 'any',
  });

  expect(status).toBe(1);
  expect(stderr).toMatch(/^Deployment failed: the model host cannot be reached: /);
});
