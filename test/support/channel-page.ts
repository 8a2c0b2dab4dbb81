import type { Page } from 'playwright-core';

/** A person in front of the workspace's page. @param page it, and the address of its stack, once both are there */
export function channelPage(at: () => { page: Page; url: string }) {
  async function type(text: string): Promise<void> {
    const composer = at().page.getByRole('textbox', { name: /^Message / });
    await composer.fill(text);
    await composer.press('Enter');
  }
  return {
    type,
    async open(person: string, channel = 'C0RELEASES'): Promise<void> {
      const { page, url } = at();
      await page.goto(`${url}/?as=${person}&channel=${channel}`);
    },
    /** Types a command and waits for the private answer to it. */
    async answered(text: string, words: RegExp): Promise<void> {
      await type(text);
      await at().page.getByText(words).last().waitFor();
    },
  };
}
