import { useEffect, useState } from 'preact/hooks';
import type { Message, SeenFile, Snapshot } from '../../model';
import { Sideways } from '../blocks/sideways';
import { readCsv } from './csv';

type Attached = NonNullable<Message['files']>[number];

/** Larger files are not fetched for a preview, in bytes. */
const PREVIEWED_BYTES = 200_000;
const PREVIEWED_LINES = 12;
const PICTURES = ['image/png', 'image/jpeg', 'image/gif'];

/** Files of a message: what they show, their name and size, and where to get them. */
export function AttachedFiles({ snapshot, files }: { snapshot: Snapshot; files: readonly Attached[] }) {
  return (
    <div class="attached">
      {files.map(({ id }) => {
        const file = Object.hasOwn(snapshot.files, id) ? snapshot.files[id] : undefined;
        return file ? (
          <FileView key={id} file={file} />
        ) : (
          <p key={id} class="muted">
            🗑 This file was deleted.
          </p>
        );
      })}
    </div>
  );
}

function FileView({ file }: { file: SeenFile }) {
  const isPicture = PICTURES.includes(file.mimetype);
  const isText = /^text\/|json$/.test(file.mimetype) && file.size <= PREVIEWED_BYTES;
  return (
    <figure class="file">
      <figcaption class="file-card">
        <span class="file-sign" aria-hidden="true">
          {isPicture ? '🖼' : '📄'}
        </span>
        <span class="file-words">
          <strong>{file.title || file.name}</strong>
          <span class="muted">
            {file.pretty_type} · {sizeOf(file.size)}
          </span>
        </span>
        <a class="button" href={file.page_url} download={file.name} aria-label={`Download ${file.name}`}>
          Download
        </a>
      </figcaption>
      {isPicture && <img class="picture full" src={file.page_url} alt={file.alt_txt ?? file.title} loading="lazy" />}
      {isText && <TextPreview file={file} />}
    </figure>
  );
}

function TextPreview({ file }: { file: SeenFile }) {
  const [text, setText] = useState<string | undefined>();
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    fetch(file.page_url)
      .then((response) => (response.ok ? response.text() : ''))
      .then((content) => isCurrent && setText(content))
      .catch(() => undefined); // the name and the download stay
    return () => {
      isCurrent = false;
    };
  }, [file.id]);
  if (!text) return null;
  const lines = text.trimEnd().split('\n');
  const shown = isWhole ? lines : lines.slice(0, PREVIEWED_LINES);
  return (
    <>
      {file.filetype === 'csv' ? <CsvTable lines={shown} name={file.name} /> : <pre>{shown.join('\n')}</pre>}
      {lines.length > PREVIEWED_LINES && (
        <button type="button" class="link" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show less' : `Show all ${lines.length} lines`}
        </button>
      )}
    </>
  );
}

function CsvTable({ lines, name }: { lines: readonly string[]; name: string }) {
  const [head = [], ...rows] = readCsv(lines);
  return (
    <Sideways class="table-frame" label={name}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Sideways>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
