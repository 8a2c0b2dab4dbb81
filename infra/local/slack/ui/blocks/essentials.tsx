import type { BlockElement } from '../../model';
import { ActionElement } from '../elements/elements';
import { Mrkdwn, plainText, Text } from '../text';
import type { BlockProps } from './block-props';
import { Folded } from './folded';
import { Picture } from './picture';

/* The blocks that most messages are made of. */

/** Announced as a heading; its level 1 to 4 is the size. */
export function Header({ block }: BlockProps) {
  return <h2 class={`header-block level-${Number(block.level ?? 2)}`}>{plainText(block.text)}</h2>;
}

export function Section({ block, surface }: BlockProps) {
  const { accessory } = block;
  return (
    <div class="section">
      <div class="section-text">
        {block.text && (
          <Folded text={typeof block.text === 'string' ? block.text : block.text.text} isOpen={block.expand === true}>
            <Text text={block.text} />
          </Folded>
        )}
        {block.fields && (
          <div class="fields">
            {block.fields.map((field, index) => (
              <div key={index}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory?.type === 'image' ? (
        <Picture image={accessory} size="thumbnail" />
      ) : (
        accessory && <ActionElement surface={surface} block={block} element={accessory} />
      )}
    </div>
  );
}

export function Context({ block }: BlockProps) {
  return (
    <div class="context">
      {(block.elements ?? []).map((element, index) => (
        <ContextElement key={index} element={element} />
      ))}
    </div>
  );
}

function ContextElement({ element }: { element: BlockElement }) {
  if (element.type === 'image') return <Picture image={element} size="icon" />;
  const text = typeof element.text === 'string' ? element.text : '';
  if (element.type === 'mrkdwn') return <Mrkdwn text={text} verbatim={element.verbatim === true} />;
  return <span>{plainText({ type: 'plain_text', text, emoji: element.emoji !== false })}</span>;
}

export function Actions({ block, surface }: BlockProps) {
  return (
    <div class="actions">
      {(block.elements ?? []).map((element) => (
        <ActionElement key={element.action_id} surface={surface} block={block} element={element} />
      ))}
    </div>
  );
}

export function ContextActions(props: BlockProps) {
  return (
    <div class="context-actions">
      <Actions {...props} />
    </div>
  );
}

const ALERT_SIGNS: Readonly<Record<string, string>> = { info: 'ℹ️', warning: '⚠️', error: '⛔', success: '✅' };

export function Alert({ block }: BlockProps) {
  const level = String(block.level ?? 'default');
  return (
    <div class={`alert ${level}`} role="note">
      {ALERT_SIGNS[level] && (
        <span role="img" aria-label={level}>
          {ALERT_SIGNS[level]}
        </span>
      )}
      {block.text && <Text text={block.text} />}
    </div>
  );
}
