import { blockId } from './composition';
import { richText } from './rich-text';
import {
  characters,
  flag,
  integer,
  isFields,
  list,
  oneOf,
  type Report,
  type Rule,
  shape,
  string,
  typed,
} from './shape';

/* Blocks with rows and columns (Slack API documentation, "Table block" and "Data table block"). */

const TABLE_CHARACTERS = 10_000;
const DATA_TABLE_CHARACTERS = 20_000;
const MAX_COLUMNS = 20;

const cell = typed(() => ({
  raw_text: shape({ required: { text: string(Number.POSITIVE_INFINITY) } }),
  raw_number: shape({ required: { value: anyNumber }, optional: { text: string(Number.POSITIVE_INFINITY) } }),
  rich_text: richText({}),
}));

export const TABLE: Rule = shape({
  required: { rows: list(list(cell, { max: MAX_COLUMNS }), { max: 100 }) },
  optional: {
    ...blockId,
    column_settings: list(shape({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: flag } }), {
      max: MAX_COLUMNS,
    }),
  },
  also: charactersTogether(TABLE_CHARACTERS),
});

/** A header row and up to 100 more; what Slack pages, sorts and filters by itself. */
export const DATA_TABLE: Rule = shape({
  required: { rows: list(list(cell, { max: MAX_COLUMNS }), { min: 2, max: 101 }), caption: string(3000) },
  optional: { ...blockId, page_size: integer(1, 100), row_header_column_index: integer(0, MAX_COLUMNS - 1) },
  also: (value, pointer, report) => {
    charactersTogether(DATA_TABLE_CHARACTERS)(value, pointer, report);
    rectangular(value, pointer, report);
  },
});

function charactersTogether(max: number): Rule {
  return (value, pointer, report) => {
    if (!isFields(value) || textLength(value.rows) <= max) return;
    report(`all cells together must be less than ${max + 1} characters`, `${pointer}/rows`);
  };
}

function rectangular(value: unknown, pointer: string, report: Report): void {
  if (!isFields(value) || !Array.isArray(value.rows)) return;
  const [header, ...rows] = value.rows;
  if (!Array.isArray(header)) return;
  for (const [index, entry] of header.entries()) {
    if (isFields(entry) && entry.type === 'rich_text') {
      report('unsupported type: rich_text', `${pointer}/rows/0/${index}/type`, ['raw_text', 'raw_number']);
    }
  }
  for (const [index, row] of rows.entries()) {
    if (Array.isArray(row) && row.length !== header.length) {
      report(`must have ${header.length} cells like the header`, `${pointer}/rows/${index + 1}`);
    }
  }
}

/** Characters of every `text` inside: what the limit of a table counts. */
function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + textLength(entry), 0);
  if (!isFields(value)) return 0;
  const own = typeof value.text === 'string' ? characters(value.text) : 0;
  return own + textLength(value.elements);
}

function anyNumber(value: unknown, pointer: string, report: Report): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) report('must provide a number', pointer);
}
