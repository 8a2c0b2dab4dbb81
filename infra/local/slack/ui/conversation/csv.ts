/** Comma-separated lines as cells. Quotes may surround a cell (RFC 4180), but no cell goes on in the next line. */
export const readCsv = (lines: readonly string[]): string[][] =>
  lines.map((line) =>
    [...`,${line.replace(/\r$/, '')}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    ),
  );
