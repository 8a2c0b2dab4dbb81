import { type PageRequest, page } from '../../../../infra/local/aws/wire/page';

function ask(request: Partial<PageRequest<string>>) {
  return page({
    items: ['a', 'b', 'c'],
    keyOf: (item) => item,
    maxResults: 2,
    nextToken: undefined,
    bindTo: ['List', 'penguins'],
    ...request,
  });
}

describe('paging', () => {
  it('leads from page to page and ends without a token', () => {
    const first = ask({});
    const last = ask({ nextToken: first.nextToken });

    expect(first.items).toEqual(['a', 'b']);
    expect(last).toEqual({ items: ['c'] });
  });

  it('gives no token where the last page is full', () => {
    expect(ask({ maxResults: 3 })).toEqual({ items: ['a', 'b', 'c'] });
  });

  it('goes on behind what it has shown when items are added in front', () => {
    const { nextToken } = ask({});

    expect(ask({ items: ['z', 'a', 'b', 'c'], nextToken }).items).toEqual(['c']);
  });

  it.each([
    ['garbage', { nextToken: 'garbage' }],
    ['the token of another listing', { nextToken: ask({ bindTo: ['List', 'whales'] }).nextToken }],
  ])('refuses %s', (_what, request) => {
    expect(() => ask(request)).toThrow(expect.objectContaining({ code: 'InvalidNextTokenException' }));
  });

  it('refuses by the name the service gives it', () => {
    expect(() => ask({ nextToken: 'garbage', invalidTokenCode: 'InvalidContinuationTokenException' })).toThrow(
      expect.objectContaining({ code: 'InvalidContinuationTokenException' }),
    );
  });
});
