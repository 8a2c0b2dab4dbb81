import type { ModelPackage } from '../../src/domain/model-packages/model-package';
import { onEachStore } from './on-each-store';

const NINE = new Date('2026-03-02T09:00:00.000Z');
const PACKAGE: ModelPackage = {
  pipeline: 'penguins',
  arn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/penguins/3',
  group: 'penguins',
  version: '3',
  status: 'pending',
  createdBy: 'emma',
  createdAt: NINE,
  modifiedAt: NINE,
  properties: { accuracy: '0.97', 'odd name': '<b> 🐧' },
  commitId: 'abc',
  told: 'here',
};

onEachStore('ModelPackageRecords', (stores) => {
  const put = (rest: Partial<ModelPackage>) => {
    const one = { ...PACKAGE, ...rest };
    return stores().modelPackages.update(one.pipeline, one.version, () => one);
  };

  it('gives back exactly what was stored, dates and all', async () => {
    const answer = {
      status: 'rejected',
      reason: 'Gentoo is worse',
      modifiedBy: 'ada',
      told: 'by an execution',
      toldBy: 'execution-1',
      approvalId: 'approval-1',
      deletedAt: NINE,
    } as const;

    await put(answer);

    expect(await stores().modelPackages.get('penguins', '3')).toEqual({ ...PACKAGE, ...answer });
    expect(await stores().modelPackages.get('penguins', '4')).toBeUndefined();
  });

  it('returns what is stored, whether or not something has changed', async () => {
    await put({});

    const { modelPackages } = stores();
    const changed = await modelPackages.update('penguins', '3', (known) => known && { ...known, told: 'undecided' });
    const same = await modelPackages.update('penguins', '3', (known) => known);

    expect(changed).toEqual({ ...PACKAGE, told: 'undecided' });
    expect(same).toEqual(changed);
  });

  it('lists those of a pipeline that wait, newest first, at most as many as asked for', async () => {
    const at = (minute: number) => new Date(NINE.getTime() + minute * 60_000);
    await put({ version: '1', createdAt: at(1) });
    await put({ version: '2', createdAt: at(2) });
    await put({ version: '10', createdAt: at(10) });
    await put({ version: '3' });
    await put({ version: '3', status: 'approved' });
    await put({ version: '4', pipeline: 'whales' });
    await put({ version: '5', createdAt: at(5) });
    await put({ version: '5', deletedAt: at(6) });

    const { modelPackages } = stores();
    const waiting = await modelPackages.waiting('penguins', 2);

    expect(waiting.map(({ version }) => version)).toEqual(['10', '2']);
    await put({ version: '1', createdAt: at(1), status: 'rejected' });
    const answered = await modelPackages.answered('penguins', 2);
    expect(answered.map(({ version }) => version)).toEqual(['1', '3']);
  });
});
