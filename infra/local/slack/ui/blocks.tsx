import type { Block, BlockElement } from '../model';
import { ActionElement, InputElement, inputId, type Surface } from './elements';
import { isSafeUrl } from './mrkdwn';
import { RichText } from './rich-text';
import { Table } from './table';
import { Mrkdwn, plainText, Text } from './text';

export interface BlocksProps {
  blocks: readonly Block[];
  surface: Surface;
  /** Errors below inputs, by block_id. */
  errors?: Readonly<Record<string, string>>;
}

/** The blocks of a message or dialog, in order. */
export function Blocks({ blocks, surface, errors = {} }: BlocksProps) {
  return (
    <div class="blocks">
      {blocks.map((block) => (
        <BlockView key={block.block_id} block={block} surface={surface} error={errors[block.block_id]} />
      ))}
    </div>
  );
}

interface BlockProps {
  block: Block;
  surface: Surface;
  error: string | undefined;
}

function BlockView({ block, surface, error }: BlockProps) {
  switch (block.type) {
    case 'header':
      return <h3 class="header-block">{plainText(block.text)}</h3>;
    case 'divider':
      return <hr />;
    case 'section':
      return <Section block={block} surface={surface} />;
    case 'context':
      return (
        <div class="context">
          {(block.elements ?? []).map((element, index) => (
            <ContextElement key={index} element={element} />
          ))}
        </div>
      );
    case 'actions':
      return (
        <div class="actions">
          {(block.elements ?? []).map((element) => (
            <ActionElement key={element.action_id} surface={surface} block={block} element={element} />
          ))}
        </div>
      );
    case 'image':
      return (
        <figure>
          {block.title && <figcaption>{plainText(block.title)}</figcaption>}
          <Picture url={block.image_url} alt={block.alt_text} />
        </figure>
      );
    case 'input':
      return <Input block={block} surface={surface} error={error} />;
    case 'rich_text':
      return <RichText elements={block.elements} />;
    case 'table':
      return <Table rows={block.rows ?? []} columns={block.column_settings ?? []} />;
    case 'markdown':
      return <p class="literal">{typeof block.text === 'string' ? block.text : ''}</p>;
    case 'alert':
      return (
        <div class={`alert ${String(block.level ?? 'default')}`} role="note">
          {block.text && <Text text={block.text} />}
        </div>
      );
    default:
      return <p class="muted">This content can’t be displayed.</p>;
  }
}

function Section({ block, surface }: Omit<BlockProps, 'error'>) {
  return (
    <div class="section">
      <div class="section-text">
        {block.text && <Text text={block.text} />}
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
      {block.accessory?.type === 'image' ? (
        <Picture url={block.accessory.image_url} alt={block.accessory.alt_text} isSmall />
      ) : (
        block.accessory && <ActionElement surface={surface} block={block} element={block.accessory} />
      )}
    </div>
  );
}

function ContextElement({ element }: { element: BlockElement }) {
  if (element.type === 'image') return <Picture url={element.image_url} alt={element.alt_text} isSmall />;
  const text = typeof element.text === 'string' ? element.text : '';
  if (element.type === 'mrkdwn') return <Mrkdwn text={text} verbatim={element.verbatim === true} />;
  return <span>{plainText({ type: 'plain_text', text, emoji: element.emoji !== false })}</span>;
}

function Picture({ url, alt, isSmall }: { url: string | undefined; alt: string | undefined; isSmall?: boolean }) {
  if (!url || !isSafeUrl(url)) return <span class="muted">{alt}</span>;
  return <img src={url} alt={alt ?? ''} class={isSmall ? 'small' : ''} />;
}

function Input({ block, surface, error }: BlockProps) {
  const { element } = block;
  if (!element) return null;
  const id = inputId(surface, block, element);
  const isGroup = element.type === 'radio_buttons' || element.type === 'checkboxes';
  const notes = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  const caption = (
    <>
      {plainText(block.label)} {block.optional && <span class="muted">(optional)</span>}
    </>
  );
  return (
    <div class={`input${error ? ' has-error' : ''}`}>
      {isGroup ? (
        <span class="label">{caption}</span>
      ) : (
        <label class="label" for={id}>
          {caption}
        </label>
      )}
      <InputElement
        surface={surface}
        block={block}
        element={element}
        id={id}
        describedBy={notes || undefined}
        invalid={error !== undefined}
      />
      {block.hint && (
        <p class="muted" id={`${id}-hint`}>
          {plainText(block.hint)}
        </p>
      )}
      {error && (
        <p class="problem" role="alert" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}
