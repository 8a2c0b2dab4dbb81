import { lexer, type MarkedToken, type Token, type Tokens } from 'marked';
import type { ComponentChildren, ComponentType } from 'preact';
import { emojiInText, Link } from '../text';
import { Sideways } from './sideways';

/** Standard Markdown of a `markdown` block: read into tokens and drawn from them; HTML in it is text. */
export function Markdown({ text }: { text: string }) {
  return (
    <div class="mrkdwn markdown">
      <TokenList tokens={lexer(text)} />
    </div>
  );
}

function TokenList({ tokens = [] }: { tokens?: Token[] | undefined }) {
  return (
    <>
      {tokens.map((token, index) => {
        const View = VIEWS[token.type as MarkedToken['type']] as ComponentType<{ token: Token }> | undefined;
        return View ? <View key={index} token={token} /> : token.raw;
      })}
    </>
  );
}

type TokenView<T> = (props: { token: T }) => ComponentChildren;
type TokenViews = { [Type in MarkedToken['type']]?: TokenView<Extract<MarkedToken, { type: Type }>> };

/** What a token shows, by type; any other shows how it was written. */
const VIEWS: TokenViews = {
  space: () => null,
  def: () => null,
  br: () => <br />,
  hr: () => <hr />,
  heading: ({ token }) => <Heading token={token} />,
  paragraph: ({ token }) => (
    <p>
      <TokenList tokens={token.tokens} />
    </p>
  ),
  blockquote: ({ token }) => (
    <blockquote>
      <TokenList tokens={token.tokens} />
    </blockquote>
  ),
  code: ({ token }) => <pre data-language={token.lang || undefined}>{token.text}</pre>,
  list: ({ token }) => {
    const items = token.items.map((item, index) => <Item key={index} item={item} />);
    return token.ordered ? <ol start={Number(token.start)}>{items}</ol> : <ul>{items}</ul>;
  },
  table: ({ token }) => <MarkdownTable token={token} />,
  strong: ({ token }) => (
    <strong>
      <TokenList tokens={token.tokens} />
    </strong>
  ),
  em: ({ token }) => (
    <em>
      <TokenList tokens={token.tokens} />
    </em>
  ),
  del: ({ token }) => (
    <s>
      <TokenList tokens={token.tokens} />
    </s>
  ),
  codespan: ({ token }) => <code>{token.text}</code>,
  link: ({ token }) => (
    <Link url={token.href}>
      <TokenList tokens={token.tokens} />
    </Link>
  ),
  // Slack shows images of Markdown as links.
  image: ({ token }) => <Link url={token.href}>{token.text || token.href}</Link>,
  text: ({ token }) =>
    'tokens' in token && token.tokens ? <TokenList tokens={token.tokens} /> : emojiInText(token.text),
  escape: ({ token }) => token.text,
};

function Heading({ token }: { token: Tokens.Heading }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: its level comes from the text
    <p class={`heading level-${token.depth}`} role="heading" aria-level={Math.min(token.depth + 1, 6)}>
      <TokenList tokens={token.tokens} />
    </p>
  );
}

function Item({ item }: { item: Tokens.ListItem }) {
  return (
    <li class={item.task ? 'task-item' : undefined}>
      {item.task && (
        <span role="img" aria-label={item.checked ? 'done' : 'to do'}>
          {item.checked ? '☑' : '☐'}{' '}
        </span>
      )}
      <TokenList tokens={item.tokens.filter(({ type }) => type !== 'checkbox')} />
    </li>
  );
}

function MarkdownTable({ token }: { token: Tokens.Table }) {
  const cells = (row: Tokens.TableCell[], Tag: 'td' | 'th') => (
    <tr>
      {row.map((cell, index) => (
        <Tag key={index} class={cell.align ?? 'left'}>
          <TokenList tokens={cell.tokens} />
        </Tag>
      ))}
    </tr>
  );
  return (
    <Sideways class="table-frame" label="Table">
      <table>
        <thead>{cells(token.header, 'th')}</thead>
        <tbody>{token.rows.map((row) => cells(row, 'td'))}</tbody>
      </table>
    </Sideways>
  );
}
