import type { Block, BlockElement } from '../../model';
import type { BlockProps } from './block-props';
import { RichText } from './rich-text';
import { Sideways } from './sideways';

type Columns = NonNullable<Block['column_settings']>;

/** A `table` block; its first row is the header, as Slack draws it. */
export function Table({ block }: BlockProps) {
  const { rows = [], column_settings: columns = [] } = block;
  const [head = [], ...body] = rows;
  return (
    <Sideways class="table-frame" label="Table">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" class={columnClass(columns, column)}>
                <Cell cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} class={columnClass(columns, column)}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

export function Cell({ cell }: { cell: BlockElement }) {
  if (cell.type === 'rich_text') return <RichText elements={cell.elements} />;
  return <>{typeof cell.text === 'string' ? cell.text : String(cell.value ?? '')}</>;
}

function columnClass(columns: Columns, column: number): string {
  const settings = columns[column];
  return `${settings?.align ?? 'left'}${settings?.is_wrapped ? ' wrapped' : ''}`;
}
