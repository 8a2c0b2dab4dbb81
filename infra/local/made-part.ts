const BEGIN = '<!-- Made by `npm run coverage`. -->';
const END = '<!-- Made until here. -->';

/** A document with the part that is made from code as the code is now. @throws Error where it has no such part */
export function withMadePart(document: string, made: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the document must have the lines “${BEGIN}” and “${END}”`);
  return `${document.slice(0, begin)}${BEGIN}\n${made}${document.slice(end)}`;
}
