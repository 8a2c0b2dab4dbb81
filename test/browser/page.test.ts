import type { Page } from 'playwright-core';
import { GENERAL, RELEASES } from '../local/slack/support';
import { describeWith } from '../support/tools';
import { type PageBench, PHONE, startPageBench } from './page-bench';
import { barChart } from './picture';

jest.setTimeout(60_000);

describeWith('chromium', 'the page of the local workspace', (executablePath) => {
  let bench: PageBench;
  let page: Page;

  beforeAll(async () => {
    bench = await startPageBench(executablePath);
    page = bench.page;
  });
  beforeEach(() => bench.forget());
  afterAll(() => bench.stop());

  it('shows every block of Block Kit, and nothing as markup of the page', async () => {
    await bench.open('U0EMMA', RELEASES);
    const log = page.getByRole('log');

    await log.getByRole('heading', { name: 'Release 12 of penguins 🐧' }).waitFor();
    for (const words of ['literal <b>&amp;</b> *stars*', '<b>No HTML</b>', '@ml-approvers', '#1264a3', 'Local ML']) {
      await log.getByText(words).first().waitFor();
    }
    await log.getByRole('heading', { name: 'What is new' }).waitFor();
    await log.getByRole('cell', { name: 'told apart by its flippers alone' }).waitFor();
    await log.getByRole('img', { name: 'bars that rise' }).waitFor();
    await log.getByRole('link', { name: /Play How penguins/ }).waitFor();
    await log.getByText('All checks have passed.').waitFor();
    await log.getByRole('img', { name: 'in progress' }).waitFor();
    await log.getByText('The report, no link').waitFor();
    await expect(log.getByRole('link', { name: 'no link' }).count()).resolves.toBe(0);
    await expect(log.getByText(/can’t be displayed/).count()).resolves.toBe(0);
    await expect(log.getByRole('img', { name: 'bars that rise' }).evaluate(widthOf)).resolves.toBe(480);
    await bench.picture('blocks', 3);
  });

  it('tells the app what was pressed and chosen in a message', async () => {
    await bench.open('U0EMMA', RELEASES);

    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Good summary' }).click();
    await page.getByRole('button', { name: 'More actions' }).press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByLabel('Choose a stage').selectOption('test');
    await page.getByLabel('day').fill('2026-12-24');
    await page.getByRole('combobox', { name: 'Choose people' }).fill('be');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('radio', { name: 'fast' }).check();

    await bench.untilTold(({ actions }) => actions.length === 7);
    expect(bench.told.actions).toMatchObject([
      { type: 'button', value: 'Approve' },
      { type: 'feedback_buttons', value: 'good' },
      { type: 'overflow', selected_option: { value: 'Compare' } },
      { type: 'static_select', selected_option: { value: 'test' } },
      { type: 'datepicker', selected_date: '2026-12-24' },
      { type: 'multi_users_select', selected_users: ['U0BEN'] },
      { type: 'radio_buttons', selected_option: { value: 'fast' } },
    ]);
  });

  it('asks before it does what has to be confirmed, and gives the focus back', async () => {
    await bench.open('U0EMMA', RELEASES);
    const reject = page.getByRole('button', { name: 'Reject' });
    await reject.click();

    await page.getByRole('dialog', { name: 'Reject release 12?' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(bench.told.actions).toEqual([]);
    await expect(page.locator(':focus').textContent()).resolves.toBe('Reject');
  });

  it('sorts, filters and turns the pages of a data table without the app', async () => {
    await bench.open('U0EMMA', RELEASES);
    const table = page.getByRole('group', { name: 'Releases' });

    await table.getByRole('button', { name: 'Accuracy' }).click();
    await table.getByRole('button', { name: 'Accuracy' }).click();
    const best = await table.getByRole('rowheader').first().textContent();
    await page.getByRole('button', { name: 'Next' }).click();
    const worst = await table.getByRole('rowheader').first().textContent();
    await page.getByLabel('Filter Releases').fill('ada');

    expect([best, worst]).toEqual(['penguins 11', 'penguins 9']);
    await expect(table.getByRole('rowheader').allTextContents()).resolves.toEqual(['penguins 12', 'penguins 10']);
    expect(bench.told.actions).toEqual([]);
  });

  it('fills in every input of a dialog, by hand, by key and by file', async () => {
    await bench.open('U0EMMA', GENERAL);
    await bench.type('/mlpipeline everything');
    const view = page.getByRole('dialog', { name: 'Every input' });
    const field = (name: string) => view.getByLabel(new RegExp(`^${name} `));
    await view.getByLabel(/^Reason/).fill('Drift');
    await field('Email').fill('ada@example.com');
    await field('Share').fill('2.5');
    await field('Announcement').fill('*now* <b>\n- one\n- two');
    await field('Region').selectOption({ label: 'us-east-1' });
    await chooseByKey('Stages', 'de', 'bu');
    await chooseByKey('Model', 'fraud');
    await chooseByKey('Reviewers', 'Ada', 'Ben');
    await field('Day').fill('2026-12-24');
    await field('Hour').fill('23:59');
    await view.getByRole('radio', { name: 'fast' }).check();
    await view.getByRole('checkbox', { name: 'drift' }).press('Space');
    await field('Evidence').setInputFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b') });
    await view.getByRole('button', { name: 'Remove a.csv' }).waitFor();

    await view.getByRole('button', { name: 'Send' }).click();
    await view.waitFor({ state: 'detached' });

    const values = Object.fromEntries(
      Object.entries(bench.told.submissions[0] ?? {}).map(([block, { value }]) => [block, value]),
    );
    expect(values).toMatchObject({
      Reason: { value: 'Drift' },
      Email: { value: 'ada@example.com' },
      Share: { value: '2.5' },
      Announcement: {
        rich_text_value: {
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'now', style: { bold: true } },
                { type: 'text', text: ' <b>' },
              ],
            },
            { type: 'rich_text_list', style: 'bullet', elements: [{}, {}] },
          ],
        },
      },
      Region: { selected_option: { value: 'us-east-1' } },
      Stages: { selected_options: [{ value: 'deploy' }, { value: 'build' }] },
      Model: { selected_option: { value: 'fraud' } },
      Reviewers: { selected_users: ['U0ADA', 'U0BEN'] },
      Where: { selected_conversation: GENERAL },
      Day: { selected_date: '2026-12-24' },
      Hour: { selected_time: '23:59' },
      Speed: { selected_option: { value: 'fast' } },
      Checks: { selected_options: [{ value: 'drift' }] },
      Evidence: { files: [{ name: 'a.csv' }] },
    });
  });

  it('leads to the first input that is wrong, and closes by Escape', async () => {
    await bench.open('U0EMMA', GENERAL);
    await bench.type('/mlpipeline everything');
    const view = page.getByRole('dialog', { name: 'Every input' });
    await view.getByLabel(/^Email/).fill('ada');
    await view.getByLabel(/^Reason/).fill('Drift');

    await view.getByRole('button', { name: 'Send' }).click();
    await view.getByText('Please enter a valid email address.').waitFor();
    const isMarked = await view.getByLabel(/^Email/).getAttribute('aria-invalid');
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });

    expect([isMarked, bench.told.submissions]).toEqual(['true', []]);
  });

  it('keeps what was filled in while the app puts another dialog on top, and goes back to it', async () => {
    await bench.open('U0EMMA', GENERAL);
    await bench.type('/mlpipeline everything');
    const view = page.getByRole('dialog', { name: 'Every input' });
    await view.getByLabel(/^Reason/).fill('Drift');
    await view.getByRole('button', { name: 'Deeper' }).press('Enter');
    await page.getByRole('dialog', { name: 'Deeper' }).waitFor();

    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Deeper' }).waitFor({ state: 'detached' });

    const focused = await page.locator(':focus').textContent();
    expect([focused, await view.getByLabel(/^Reason/).inputValue()]).toEqual(['Deeper', 'Drift']);
    await page.keyboard.press('Escape');
    await view.waitFor({ state: 'detached' });
  });

  it('opens the Home tab of the app, which is told, and passes on what is done there', async () => {
    await bench.open('U0EMMA', GENERAL);
    await page.getByRole('navigation').getByRole('button', { name: 'mlpipeline' }).click();
    await page.getByRole('heading', { name: 'Good morning, Emma' }).waitFor();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('textbox', { name: 'Pipeline' }).fill('churn');
    await page.getByRole('textbox', { name: 'Pipeline' }).press('Enter');
    await page.getByRole('tab', { name: 'Home' }).press('ArrowRight');
    await page.getByRole('textbox', { name: 'Message mlpipeline' }).waitFor();

    await bench.untilTold(({ actions, tabs }) => actions.length === 2 && tabs.length === 2);
    expect(bench.told.actions).toMatchObject([{ value: 'Refresh' }, { type: 'plain_text_input', value: 'churn' }]);
    expect(bench.told.tabs).toEqual(['home', 'messages']);
  });

  it('marks what is unread, draws a line above it, and forgets it once it was read', async () => {
    await bench.open('U0EMMA', GENERAL);
    await bench.open('U0EMMA', RELEASES);
    const { ada } = bench.slack;
    const list = page.getByRole('navigation');
    await ada.say(GENERAL, 'have a look, @emma');
    await ada.say(GENERAL, 'at the <b>drift</b>');
    await ada.say('C0PARTNERS', 'hello');

    await list.getByRole('button', { name: '#general 1 for you' }).waitFor();
    await list.getByRole('button', { name: '#ml-partners unread messages' }).waitFor();
    await bench.open('U0EMMA', GENERAL);
    await page.getByRole('separator', { name: 'New messages' }).waitFor();
    await page.getByText('at the <b>drift</b>').waitFor();
    await bench.open('U0EMMA', RELEASES);
    await list.getByRole('button', { name: '#general', exact: true }).waitFor();
  });

  it('keeps answers in a thread, and calls whoever takes part in it', async () => {
    const { ada } = bench.slack;
    const { ts = '' } = await ada.say(GENERAL, 'who knows this?');
    await bench.open('U0EMMA', GENERAL);
    const question = page.getByRole('article').filter({ hasText: 'who knows this?' });
    await question.getByRole('button', { name: 'Reply in thread' }).press('Enter');
    await page.getByRole('textbox', { name: 'Reply' }).fill('I do');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'Thread' }).getByText('1 reply').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    const focused = await page.locator(':focus').getAttribute('aria-label');

    await ada.say(GENERAL, 'thank you', ts);

    await question.getByText('1 new').waitFor();
    await page.getByRole('button', { name: '#general 1 new reply' }).click();
    await page.getByRole('complementary').getByText('thank you').waitFor();
    await page.getByRole('button', { name: '#general 1 new reply' }).waitFor({ state: 'detached' });
    await bench.picture('thread');
    await page.keyboard.press('Escape');
    expect(focused).toBe('Reply in thread');
  });

  it('sends files, and shows pictures, text and tables of them', async () => {
    await bench.open('U0EMMA', GENERAL);
    const rows = Array.from({ length: 30 }, (_, row) => `step ${row}`).join('\n');
    const upload = page.getByLabel('Attach files: Message #general');
    await upload.setInputFiles([
      { name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from('species,rows\n"Gentoo, male",61') },
      { name: 'build.log', mimeType: 'text/plain', buffer: Buffer.from(rows) },
      { name: 'chart.png', mimeType: 'image/png', buffer: Buffer.from(barChart()) },
      { name: 'model.bin', mimeType: 'application/octet-stream', buffer: Buffer.from('0000') },
    ]);
    await page.getByRole('button', { name: 'Remove model.bin' }).waitFor();
    await page.getByRole('button', { name: 'Send: Message #general' }).click();

    const message = page.getByRole('article').filter({ hasText: 'rows.csv' });
    await message.getByRole('cell', { name: 'Gentoo, male' }).waitFor();
    await message.getByRole('button', { name: 'Show all 30 lines' }).click();
    await message.getByText('step 29').waitFor();
    await expect(message.getByRole('img', { name: 'chart.png' }).evaluate(widthOf)).resolves.toBe(480);
    await message.getByText('Binary · 4 B').waitFor();
    await expect(message.getByRole('link').evaluateAll(namesOf)).resolves.toEqual([
      'rows.csv',
      'build.log',
      'chart.png',
      'model.bin',
    ]);
  });

  it('lets people change and delete what they wrote, and says so', async () => {
    const { emma, ada } = bench.slack;
    const { ts = '' } = await emma.say(GENERAL, 'relase 12, @ada');
    await ada.say(GENERAL, 'which?', ts);
    await bench.open('U0EMMA', GENERAL);
    const message = page.getByRole('article').filter({ hasText: '12, @Ada' });
    await message.getByRole('button', { name: 'Edit message' }).press('Enter');
    await page.getByRole('textbox', { name: 'Edit message' }).fill('release 12, @Ada');
    await page.keyboard.press('Enter');
    await message.getByText('(edited)').waitFor();

    await message.getByRole('button', { name: 'Delete message' }).press('Enter');
    await page.getByRole('dialog', { name: 'Delete message' }).getByRole('button', { name: 'Delete' }).click();

    await page.getByText('This message was deleted.').waitFor();
    await expect(ada.messages(GENERAL)).resolves.not.toContainEqual(expect.objectContaining({ ts }));
  });

  it('tells guests and archived channels apart', async () => {
    await bench.slack.person('U0GWEN').say(GENERAL, 'good morning');
    await bench.open('U0EMMA', GENERAL);
    await page.getByRole('article', { name: /^Gwen/ }).getByText('GUEST').waitFor();

    await bench.open('U0EMMA', 'C0RETIRED');
    await page.getByText('an archived channel').waitFor();
    await expect(page.getByRole('textbox', { name: /^Message/ }).count()).resolves.toBe(0);
  });

  it('completes slash commands from the manifest, by key', async () => {
    await bench.open('U0EMMA', GENERAL);
    const composer = page.getByLabel('Message #general', { exact: true });
    await composer.pressSequentially('/ml');
    const commands = page.getByRole('listbox', { name: 'Commands' });
    await commands.getByRole('option', { name: '/mlpipeline [help] Pipelines' }).waitFor();
    await page.keyboard.press('Escape');
    await commands.waitFor({ state: 'detached' });
    await composer.pressSequentially('p');
    await page.keyboard.press('Tab');

    await expect(composer.inputValue()).resolves.toBe('/mlpipeline ');
    await page.getByRole('status').getByText('[help]').waitFor();
    await composer.fill('');
  });

  it('jumps to a conversation by Ctrl+K', async () => {
    await bench.open('U0EMMA', GENERAL);

    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox', { name: 'Go to' }).fill('part');
    await page.keyboard.press('Enter');

    await page.getByRole('main', { name: '#ml-partners' }).waitFor();
  });

  it('asks the app what there is to choose, in a message for one person as well', async () => {
    const placeholder = { type: 'plain_text', text: 'Choose a model' };
    const element = { type: 'external_select', action_id: 'value', placeholder };
    const blocks = [{ type: 'actions', elements: [element] }];
    await bench.slack.call('chat.postEphemeral', { channel: GENERAL, user: 'U0EMMA', text: 'Which?', blocks });
    await bench.open('U0EMMA', GENERAL);
    const field = page.getByRole('combobox', { name: 'Choose a model' });

    await field.fill('fr');
    await page.getByText('Type at least 3 characters.').waitFor();
    await field.fill('fraud');
    await page.getByRole('option', { name: 'fraud' }).click();

    await bench.untilTold(({ actions }) => actions.length === 1);
    expect(bench.told.actions).toMatchObject([{ type: 'external_select', selected_option: { value: 'fraud' } }]);
  });

  it('fits a phone: the list is a drawer, dialogs fill the screen, nothing scrolls sideways', async () => {
    await page.setViewportSize(PHONE);
    await page.getByRole('navigation').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Conversations' }).press('Enter');
    await page.getByRole('navigation').waitFor();
    await page.getByText('Faults and time').waitFor({ state: 'hidden' });
    await bench.open('U0EMMA', RELEASES);
    await page.getByRole('navigation').waitFor({ state: 'hidden' });

    const log = page.getByRole('log');
    await expect(log.evaluate(overhangOf)).resolves.toBe(0);
    await bench.picture('blocks-on-a-phone', 2);
    await bench.type('/mlpipeline everything');
    const view = page.getByRole('dialog', { name: 'Every input' });
    await expect(view.boundingBox()).resolves.toMatchObject({ x: 0, y: 0, ...PHONE });
    await expect(view.evaluate(overhangOf)).resolves.toBe(0);
    await bench.picture('inputs-on-a-phone');
    await page.keyboard.press('Escape');
  });

  /** Chooses in a menu that is typed into, one after the other. */
  async function chooseByKey(label: string, ...typed: string[]): Promise<void> {
    const field = page.getByRole('combobox', { name: `${label} (optional)`, exact: true });
    for (const text of typed) {
      await field.fill(text);
      await page.getByRole('listbox').getByRole('option').first().waitFor();
      await field.press('Enter');
    }
  }
});

/** Runs in the page: waits until the image is there. */
const widthOf = (image: { decode(): Promise<void>; naturalWidth: number }): Promise<number> =>
  image.decode().then(() => image.naturalWidth);

/** Runs in the page: under which names links save what they lead to. */
const namesOf = (links: { download?: string }[]): (string | undefined)[] => links.map(({ download }) => download);

/** Runs in the page: how far the content stands out, in pixels. */
const overhangOf = (element: { scrollWidth: number; clientWidth: number }): number =>
  element.scrollWidth - element.clientWidth;
