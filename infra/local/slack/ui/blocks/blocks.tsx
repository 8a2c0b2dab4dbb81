import type { ComponentType } from 'preact';
import type { Block } from '../../model';
import type { Surface } from '../elements/surface';
import { plainText } from '../text';
import type { BlockProps } from './block-props';
import { CardBlock, Carousel } from './cards';
import { Container } from './container';
import { DataTable } from './data-table';
import { Actions, Alert, Context, ContextActions, Header, Section } from './essentials';
import { Input } from './input';
import { Markdown } from './markdown';
import { ImageBlock, RemoteFile, Video } from './media';
import { RichText } from './rich-text';
import { Table } from './table';
import { Plan, TaskCard } from './tasks';

/** Every block, by type; a new one is one entry. */
const BLOCKS: Readonly<Record<string, ComponentType<BlockProps>>> = {
  header: Header,
  divider: () => <hr />,
  section: Section,
  context: Context,
  context_actions: ContextActions,
  actions: Actions,
  image: ImageBlock,
  input: Input,
  rich_text: ({ block }) => <RichText elements={block.elements} />,
  table: Table,
  data_table: DataTable,
  markdown: ({ block }) => <Markdown text={plainText(block.text)} />,
  alert: Alert,
  card: CardBlock,
  carousel: Carousel,
  container: ({ block, ...where }) => (
    <Container block={block}>
      <Blocks blocks={block.child_blocks ?? []} {...where} />
    </Container>
  ),
  task_card: TaskCard,
  plan: Plan,
  video: Video,
  file: RemoteFile,
};

interface BlocksProps {
  blocks: readonly Block[];
  surface: Surface;
  /** Errors below inputs, by block_id. */
  errors?: Readonly<Record<string, string>>;
}

/** The blocks of a message, dialog or Home tab, in order. */
export function Blocks({ blocks, surface, errors = {} }: BlocksProps) {
  return (
    <div class="blocks">
      {blocks.map((block) => {
        const View = BLOCKS[block.type] ?? Unknown;
        return <View key={block.block_id} block={block} surface={surface} errors={errors} />;
      })}
    </div>
  );
}

const Unknown = () => <p class="muted">This content can’t be displayed.</p>;
