/**
 * Why a regular expression may not be used, in words that follow "must"; undefined where it may. One that repeats a group
 * in which something is optional, repeated or a choice can take for ever on a short line (`(a+)+b`), and the bot would
 * stand still meanwhile. A group of which the length is fixed cannot.
 */
export function refusalOfPattern(text: string): string | undefined {
  try {
    new RegExp(text);
  } catch {
    return 'must be a regular expression of JavaScript, such as CUDA out of memory';
  }
  if (repeatsWhatVaries(text)) {
    return 'must not repeat a group that has a choice or a repetition in it: such a pattern can take for ever on one line';
  }
  return optionalParts(text) > MOST_OPTIONAL
    ? `must not have more than ${MOST_OPTIONAL} parts that may be there or not: split it into several rules`
    : undefined;
}

/** With each of them V8 takes about twice as long to compile a pattern, and nothing can stop that: forty are a minute. */
const MOST_OPTIONAL = 8;

/** `a?`, `a{0,2}` and `(a|)`, wherever they stand; what a class or an escape makes of such signs is none. */
const optionalParts = (text: string): number =>
  text
    .replace(/\\.|\[(?:\\.|[^\]\\])*\]/gs, 'x')
    .replace(/\(\?(?:[:=!]|<[=!]|<\w+>)/g, '(')
    .replace(/([+*?}])\?/g, '$1')
    .match(/\?|\{\d+,\d+\}|\|(?=[|)]|$)|(?<=[(|]|^)\|/g)?.length ?? 0;

/** `+`, `*`, `?`, `{2,}`: what may follow a part of a pattern. */
const QUANTIFIER = /^(?:[+*?]|\{\d+(?:,\d*)?\})/;
/** Escapes, character classes and the beginnings of groups, whose signs mean nothing of their own. */
const ONE_SIGN = /^(?:\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?)/s;

function repeatsWhatVaries(text: string): boolean {
  /** Of each group that is open, whether something in it varies. */
  const open: boolean[] = [false];
  let rest = text;
  while (rest !== '') {
    const sign = ONE_SIGN.exec(rest)?.[0] ?? rest.slice(0, 1);
    rest = rest.slice(sign.length);
    const quantifier = QUANTIFIER.exec(rest)?.[0] ?? '';
    if (sign.startsWith('(')) {
      open.push(false);
      continue;
    }
    const varies = sign === ')' ? (open.pop() ?? false) : sign === '|';
    if (sign === ')' && varies && repeats(quantifier)) return true;
    rest = rest.slice(quantifier.length).replace(/^\?/, (lazy) => (quantifier === '' ? lazy : ''));
    if (varies || !isFixed(quantifier)) open[open.length - 1] = true;
  }
  return false;
}

/** Nothing, or `{3}`. */
const isFixed = (quantifier: string): boolean => /^(?:\{\d+\})?$/.test(quantifier);

/** `?` repeats nothing: it is there or it is not. */
const repeats = (quantifier: string): boolean => quantifier !== '' && quantifier !== '?';
