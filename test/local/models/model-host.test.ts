import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { addressOf } from '../../../infra/local/address';
import { createModelHost, type ModelHost } from '../../../infra/local/models/model-host';
import { buildRelease, exportsOf } from '../../infra/model/python';
import { prebuilt } from '../../support/prebuilt';

const PROJECT = resolve(__dirname, '../../../infra/model');
const TOKEN = 'token-of-the-deploy-step';
const GENTOO = { bill_length_mm: 47.5, bill_depth_mm: 15, flipper_length_mm: 217, body_mass_g: 5400 };

const temporary = mkdtempSync(join(tmpdir(), 'model-host-'));
let small: string;
let full: string;
let directory: string;
let host: ModelHost;
let server: Server;
let url: string;

beforeAll(() => {
  full = checkout();
  small = checkout();
  const features = join(small, 'features.py');
  writeFileSync(features, readFileSync(features, 'utf8').replace(/^FEATURES = .*$/m, 'FEATURES = ["body_mass_g"]'));
  buildRelease(full, 'fffffff000000000');
  buildRelease(small, 'aaaaaaa000000000');
}, 60_000);

beforeEach(async () => {
  directory = mkdtempSync(join(temporary, 'state-'));
  host = createModelHost({ directory, token: TOKEN });
  server = createServer((request, response) => void host.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = addressOf(server);
});

afterEach(async () => {
  server.close();
  server.closeAllConnections();
  await host.close();
});

afterAll(() => rmSync(temporary, { recursive: true }));

function checkout(): string {
  const folder = mkdtempSync(join(temporary, 'checkout-'));
  cpSync(PROJECT, folder, { recursive: true, filter: (path) => !/^(build|__pycache__)$/.test(basename(path)) });
  return folder;
}

interface Answer {
  model: string;
  version: string;
  digest: string;
  since: string;
  metrics: { accuracy: number };
  predictions: unknown[];
  error: string;
}

/** Deploys as the pipeline does: by the project's own deploy step, in a process that leaves our event loop free. */
async function deploy(project: string, token = TOKEN) {
  const child = spawn('python3', ['-B', 'deploy.py'], {
    cwd: join(project, 'build/release'),
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME },
      ...{ DEPLOY_TO: 'local', MODEL_HOST_URL: url, MODEL_HOST_TOKEN: token },
    },
  });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const [status] = await once(child, 'close');
  return { status, said };
}

async function get(path: string) {
  const response = await fetch(url + path);
  return { status: response.status, body: (await response.json()) as Answer };
}

async function invoke(rows: unknown) {
  const response = await fetch(`${url}/models/penguins/invocations`, { method: 'POST', body: JSON.stringify(rows) });
  return { status: response.status, body: (await response.json()) as Answer };
}

function answersPing(address: string): Promise<boolean> {
  return fetch(address).then(
    () => true,
    () => false,
  );
}

it('says in one sentence that nothing is in production yet', async () => {
  const facts = await get('/models/penguins');
  const invoked = await invoke([GENTOO]);

  expect(facts).toEqual({
    status: 404,
    body: { error: expect.stringMatching(/^No model penguins is in production yet.*\.$/) },
  });
  expect(invoked).toEqual(facts);
});

it('serves what the deploy step deployed, and tells version, digest, metrics and since when', async () => {
  const before = Date.now();

  const { status, said } = await deploy(full);

  expect(said).toContain('penguins-fffffff is served at');
  expect(status).toBe(0);
  const { MODEL_DIGEST, METRIC_ACCURACY } = exportsOf(full);
  const { body } = await get('/models/penguins');
  expect(body).toMatchObject({ model: 'penguins', version: 'penguins-fffffff', digest: MODEL_DIGEST });
  expect(body.metrics.accuracy).toBe(Number(METRIC_ACCURACY));
  expect(Date.parse(body.since)).toBeGreaterThanOrEqual(before);
  expect(await invoke([GENTOO])).toMatchObject({
    status: 200,
    body: { version: 'penguins-fffffff', digest: MODEL_DIGEST, predictions: [{ species: 'Gentoo' }] },
  });
  expect((await invoke([GENTOO])).body.metrics).toEqual(body.metrics);
});

it('has the deploy step export what production then answers with, so that a rollback can show it', async () => {
  await deploy(full);

  const exported = readFileSync(join(full, 'build/release/deployed.sh'), 'utf8');
  const { MODEL_DIGEST, METRIC_ACCURACY, METRIC_MACRO_F1, METRIC_LOG_LOSS } = exportsOf(full);
  expect(exported.trim().split('\n').sort()).toEqual([
    `export DEPLOYED_DIGEST=${MODEL_DIGEST}`,
    `export DEPLOYED_TO=${url}/models/penguins`,
    'export DEPLOYED_VERSION=penguins-fffffff',
    `export METRIC_ACCURACY=${METRIC_ACCURACY}`,
    `export METRIC_LOG_LOSS=${METRIC_LOG_LOSS}`,
    `export METRIC_MACRO_F1=${METRIC_MACRO_F1}`,
  ]);
});

it('fails the deploy step where production answers as another model, though it took the package', async () => {
  const altered = join(mkdtempSync(join(temporary, 'altered-')), 'project');
  cpSync(full, altered, { recursive: true });
  const server = join(altered, 'build/release/package/serve.py');
  writeFileSync(
    server,
    readFileSync(server, 'utf8').replace('"digest": self.manifest["digest"]', '"digest": "sha256:1"'),
  );

  const { status, said } = await deploy(altered);

  expect(status).toBe(1);
  expect(said).toContain('answers with digest sha256:1 instead of sha256:');
});

it('replaces the served model by the next one, and removes the old one', async () => {
  await deploy(small);
  await deploy(full);

  expect((await get('/models/penguins')).body.version).toBe('penguins-fffffff');
  expect((await invoke([GENTOO])).body.version).toBe('penguins-fffffff');
  expect(readdirSync(join(directory, 'penguins'))).toHaveLength(1);
});

it('answers every invocation while the model is replaced', async () => {
  await deploy(small);
  let replaced = false;
  const replacing = deploy(full).finally(() => {
    replaced = true;
  });

  const statuses = new Set<number>();
  while (!replaced) statuses.add((await invoke([GENTOO])).status);

  expect(await replacing).toMatchObject({ status: 0 });
  expect([...statuses]).toEqual([200]);
});

it('passes on the refusal of a bad row', async () => {
  await deploy(full);

  const answer = await invoke([GENTOO, { body_mass_g: 'heavy' }]);

  expect(answer.status).toBe(400);
  expect(answer.body.error).toMatch(/^Row 2: body_mass_g must be a number/);
});

it('lets nobody deploy who does not hold the token', async () => {
  await deploy(small);

  const { status, said } = await deploy(full, 'another-token');

  expect(status).toBe(1);
  expect(said).toContain('the model host answered 401');
  expect((await get('/models/penguins')).body.version).toBe('penguins-aaaaaaa');
});

it('refuses a package whose model file is not the one it names, and keeps serving the old one', async () => {
  await deploy(small);
  const altered = join(mkdtempSync(join(temporary, 'altered-')), 'project');
  cpSync(full, altered, { recursive: true });
  appendFileSync(join(altered, 'build/release/package/model.json'), '\n');

  const { status, said } = await deploy(altered);

  expect(status).toBe(1);
  expect(said).toMatch(/the model host answered 422: .*The model file has digest sha256:/);
  expect((await invoke([GENTOO])).body.version).toBe('penguins-aaaaaaa');
});

it('keeps serving the old model when the new one does not start', async () => {
  await deploy(small);
  const broken = join(mkdtempSync(join(temporary, 'broken-')), 'project');
  cpSync(full, broken, { recursive: true });
  writeFileSync(join(broken, 'build/release/package/serve.py'), 'raise SystemExit("cannot load")\n');
  const report = jest.spyOn(console, 'error').mockReturnValue(undefined);

  const { status, said } = await deploy(broken);

  report.mockRestore();
  expect(status).toBe(1);
  expect(said).toContain('The packaged model did not start');
  expect((await invoke([GENTOO])).body.version).toBe('penguins-aaaaaaa');
  expect(readFileSync(join(directory, 'penguins.log'), 'utf8')).toContain('cannot load');
});

it('refuses what is no archive', async () => {
  const response = await fetch(`${url}/models/penguins`, {
    method: 'PUT',
    body: 'not an archive',
    headers: { authorization: `Bearer ${TOKEN}`, 'model-version': 'v', 'model-digest': 'sha256:0' },
  });

  expect(response.status).toBe(422);
  expect(await response.json()).toEqual({ error: 'The request body is not a gzipped tar archive.' });
});

it('serves the same model again after a restart, since the same moment', async () => {
  await deploy(full);
  const { body: before } = await get('/models/penguins');
  await host.close();

  host = createModelHost({ directory, token: 'new token' });
  await host.resume();

  expect((await get('/models/penguins')).body).toEqual(before);
  expect((await invoke([GENTOO])).body.version).toBe('penguins-fffffff');
});

it('leaves other paths to others', async () => {
  const taken = await host.handle({ url: '/modelsx' } as never, {} as never);

  expect(taken).toBe(false);
});

it('ends the model when its host is killed without warning', async () => {
  const script = `
    const { ModelServer } = require(${JSON.stringify(await prebuilt('infra/local/models/model-server.ts'))});
    ModelServer.start(process.argv[1], process.argv[2]).then(({ url }) => console.log(url));`;
  const folder = join(full, 'build/release/package');
  const killed = spawn(process.execPath, ['--eval', script, folder, join(temporary, 'killed.log')], {
    cwd: resolve(__dirname, '../../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = await once(createInterface({ input: killed.stdout }), 'line');
  expect(await answersPing(`${address}/ping`)).toBe(true);

  killed.kill('SIGKILL');

  // Ends only when the model's process has; the test's time limit is what a process that lives on runs into.
  while (await answersPing(`${address}/ping`));
}, 20_000);
