import { verbNames } from '../../src/build-slack';
import { type CardSubject, cardSubject } from '../../src/domain/cards';
import { ACTION } from '../../src/slack/ids';
import { bea } from '../support/use-case-bench';
import { everythingShown } from './everything-shown';
import { isLong } from './fuzz-runs';
import { hostileHistory } from './hostile-history';
import { HOSTILE_TEXTS } from './hostile-texts';
import { faultsOf, faultsOfFile } from './shown-in-slack';

/** In every run of the tests; the others with `FUZZ_RUNS`. */
const USUAL = [
  'mentions, links and marks',
  'ten thousand characters',
  'marks of direction, controls and half characters',
];
const TEXTS = Object.entries(HOSTILE_TEXTS).filter(([what]) => isLong || USUAL.includes(what));

/** Every kind of card that there is: one that is new has to be drawn here as well. */
const KINDS: Record<CardSubject['kind'], true> = {
  ...{ approval: true, execution: true, lock: true, build: true, 'pull-request': true },
  ...{ 'model-package': true, alarm: true, digest: true },
};

/** What is typed, by the verb: `…` stands for the hostile text. One that is new has to be typed here as well. */
const TYPED: Record<string, string[]> = {
  help: ['help', 'help …'],
  list: ['list'],
  status: ['status penguins', 'status …'],
  releases: ['releases penguins', 'releases penguins --metric …', 'releases penguins --mark bad 1 …', 'releases …'],
  logs: ['logs penguins', 'logs …'],
  audit: [
    'audit penguins',
    'audit',
    'audit --by …',
    'audit --action …',
    'audit penguins --csv',
    'audit verify',
    'audit report penguins …',
    'audit report penguins aaaaaaa',
  ],
  digest: ['digest', 'digest week', 'digest …'],
  approve: ['approve penguins …', 'approve …'],
  reject: ['reject penguins …', 'reject …'],
  deploy: ['deploy penguins --branch …', 'deploy penguins --var …=…', 'deploy …'],
  build: ['build penguins-build --branch …', 'build …'],
  retry: ['retry penguins', 'retry …'],
  stop: ['stop penguins --execution …', 'stop penguins …', 'stop …'],
  rollback: ['rollback penguins', 'rollback penguins …', 'rollback …'],
  lock: ['lock penguins …', 'lock penguins because', 'lock …'],
  unlock: ['unlock …'],
  subscribe: ['subscribe penguins', 'subscribe …'],
  unsubscribe: ['unsubscribe penguins', 'unsubscribe …'],
  mute: ['mute …', 'mute penguins'],
  unmute: ['unmute …', 'unmute penguins'],
  whoami: ['whoami'],
};

/** Buttons that these histories do not come to show, with the test that presses them. */
const ELSEWHERE: Record<string, string> = {
  [ACTION.askOverride]: 'test/slack/approvals/details-in-the-workspace.test.ts',
  [ACTION.confirmOverride]: 'test/slack/approvals/details-in-the-workspace.test.ts',
  [ACTION.offerRollback]: 'test/slack/rollback/rollback-in-the-workspace.test.ts',
  // Their values are numbers of pages, and what they show is what the first page shows.
  [ACTION.pageBack]: 'test/slack/whoami.test.ts',
  [ACTION.homeBack]: 'test/slack/app-home/home-view.test.ts',
  [ACTION.homeMore]: 'test/slack/app-home/home-view.test.ts',
  [ACTION.homeAgain]: 'test/slack/app-home/home-refresher.test.ts',
};

/** Milliseconds: a history, everything that is shown of it, and each button; on a machine that does much else. */
jest.setTimeout(300_000);

/** What nothing can be shown without: there is no rejection without a reason, and a log of nothing but an error is short. */
const NOT_OF_NOTHING: string[] = [ACTION.confirmReject, ACTION.chooseReject, ACTION.wholeLog];

const quoted = (text: string): string => `'${text.replaceAll("'", '')}'`;

describe.each(TEXTS)('where everything that others write is %s', (_what, text) => {
  it('calls, links, formats and breaks nothing, on any card, answer, dialog, tab, file or log line', async () => {
    const isBlank = text.trim() === '';
    const bench = await hostileHistory(text);
    const shown = await everythingShown(bench);

    await shown.draws();
    for (const typed of Object.values(TYPED).flat()) {
      await shown.says(typed.replaceAll('…', quoted(text).slice(0, 1_500)));
    }
    await shown.says('unlock penguins');
    await shown.says(`approve penguins ${quoted(text).slice(0, 500)}`, bea.slackId);
    await shown.draws();
    await shown.opensHome();
    const deciding = new Set<string>([
      ACTION.approve,
      ACTION.confirmApprove,
      ACTION.confirmReject,
      ACTION.rollBackAlarm,
    ]);
    // What a button shows has buttons of its own.
    for (let round = 0; round < 3; round++) await shown.presses((id) => !deciding.has(id));
    const pressed = await shown.presses(() => true);
    await shown.draws();

    expect(shown.surfaces.flatMap(faultsOf)).toEqual([]);
    expect(new Set(shown.surfaces.map(({ name }) => cardSubject(name)?.kind).filter(Boolean))).toEqual(
      new Set(Object.keys(KINDS)),
    );
    expect(Object.keys(TYPED).sort()).toEqual(verbNames().sort());
    expect(Object.values(ACTION).filter((id) => !pressed.has(id) && !(id in ELSEWHERE))).toEqual(
      isBlank ? NOT_OF_NOTHING : [],
    );
    expect(shown.lines.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(shown.files.map(({ filename }) => filename.split('.').at(-1))).toEqual(
      expect.arrayContaining(['png', 'csv', 'html', ...(isBlank ? [] : ['log'])]),
    );
    expect(shown.files.flatMap(faultsOfFile)).toEqual([]);
    // What goes to AWS, and into the log: one line each, and within what CodePipeline takes.
    const words = bench.pipelines.answers.map(({ summary }) => summary);
    expect(words.filter((summary) => summary.length > 512 || /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}]/u.test(summary))).toEqual(
      [],
    );
    expect(shown.lines.filter((line) => line.trimEnd().includes('\n') || JSON.parse(line).msg === 'forged')).toEqual(
      [],
    );
  });
});
