import { useState } from 'preact/hooks';
import type { BlockElement } from '../../model';
import type { BlockProps } from './block-props';
import { Sideways } from './sideways';
import { Cell } from './table';

const PAGE_SIZE = 5;

interface Order {
  column: number;
  isDescending: boolean;
}

/** A table that its readers sort, filter and turn the pages of; the app hears nothing of it. */
export function DataTable({ block }: BlockProps) {
  const [head = [], ...body] = block.rows ?? [];
  const size = Number(block.page_size ?? PAGE_SIZE);
  const headColumn = Number(block.row_header_column_index ?? 0);
  const [order, setOrder] = useState<Order | undefined>();
  const [filter, setFilter] = useState('');
  const [page, setPage] = useState(0);
  const caption = String(block.caption ?? '');
  const rows = ordered(body.filter(contains(filter)), order);
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const at = Math.min(page, pages - 1);
  return (
    <div class="data-table">
      <div class="data-table-head">
        <strong>{caption}</strong>
        <input
          type="search"
          aria-label={`Filter ${caption}`}
          placeholder="Filter"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      <Sideways class="table-frame" label={caption}>
        <table>
          <thead>
            <tr>
              {head.map((cell, column) => (
                <ColumnHead key={column} cell={cell} column={column} order={order} onOrder={setOrder} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(at * size, (at + 1) * size).map((row, index) => (
              <tr key={index}>
                {row.map((cell, column) => {
                  const align = cell.type === 'raw_number' ? 'right' : '';
                  return column === headColumn ? (
                    <th key={column} scope="row" class={align}>
                      <Cell cell={cell} />
                    </th>
                  ) : (
                    <td key={column} class={align}>
                      <Cell cell={cell} />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
      {pages > 1 && (
        <div class="pager">
          <button type="button" class="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Previous
          </button>
          <span role="status">
            {at + 1} of {pages}
          </span>
          <button type="button" class="button" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            Next
          </button>
        </div>
      )}
    </div>
  );
}

interface ColumnHeadProps {
  cell: BlockElement;
  column: number;
  order: Order | undefined;
  onOrder: (order: Order) => void;
}

function ColumnHead({ cell, column, order, onOrder }: ColumnHeadProps) {
  const isOrdered = order?.column === column;
  const sort = isOrdered ? (order.isDescending ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" aria-sort={sort}>
      <button
        type="button"
        class="plain-text"
        onClick={() => onOrder({ column, isDescending: isOrdered && !order.isDescending })}
      >
        <Cell cell={cell} />
        <span aria-hidden="true">{sort ? (sort === 'ascending' ? ' ↑' : ' ↓') : ' ↕'}</span>
      </button>
    </th>
  );
}

const contains = (filter: string) => (row: readonly BlockElement[]) =>
  row.some((cell) => textOf(cell).toLocaleLowerCase().includes(filter.toLocaleLowerCase()));

function ordered(rows: BlockElement[][], order: Order | undefined): BlockElement[][] {
  if (!order) return rows;
  const sign = order.isDescending ? -1 : 1;
  return rows.toSorted((one, other) => sign * compared(one[order.column], other[order.column]));
}

function compared(one: BlockElement | undefined, other: BlockElement | undefined): number {
  if (one?.type === 'raw_number' && other?.type === 'raw_number') return Number(one.value) - Number(other.value);
  return textOf(one).localeCompare(textOf(other), undefined, { numeric: true });
}

/** What a cell says, for sorting and filtering. */
function textOf(cell: BlockElement | undefined): string {
  if (!cell) return '';
  const own = typeof cell.text === 'string' ? cell.text : String(cell.value ?? '');
  return own + (cell.elements ?? []).map(textOf).join('');
}
