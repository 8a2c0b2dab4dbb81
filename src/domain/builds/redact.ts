/**
 * Takes secrets out of text that others wrote (docs/adr/0004-redaction-by-a-table.md): logs, error messages. Rather one
 * word too many than one too few. Each pattern goes over the text once, forwards: a log is as long as its author likes.
 */
const REDACTED = '[redacted]';

/** Words that name a secret. `tokens` and `tokenizer` are the daily bread of a training log. */
const NAMES =
  'pass(?:word|wd|phrase)|pwd|secret|token(?!s|iz)|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|credential|signature|auth[_-]?key';

/** In quotes to the closing one, else to the next space. */
const VALUE = String.raw`(?:"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[^\s"']\S*)`;

const KEY_BLOCK = `[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----`;

type Rule = readonly [pattern: RegExp, replacement: string];

const RULES: readonly Rule[] = [
  // A private key, to its last line, or to the end where that is missing; a log that was cut may begin inside one.
  [new RegExp(String.raw`-----BEGIN ${KEY_BLOCK}[\s\S]*?(?:-----END ${KEY_BLOCK}|$(?![\s\S]))`, 'g'), REDACTED],
  [new RegExp(String.raw`(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/=]{16,76}\r?\n){1,60}-----END ${KEY_BLOCK}`, 'g'), REDACTED],
  // Headers that carry credentials, to the end of the line or of the quotes around them.
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)[^\r\n"']+/gi, `$1$2${REDACTED}`],
  [/\b(bearer|basic)(\s{1,3})[A-Za-z0-9._~+/-]{8,}=*/gi, `$1$2${REDACTED}`],
  // What stands between `//` and `@` of an address.
  [/(:\/\/)[^\s/"'<>]+@/g, `$1${REDACTED}@`],
  // Name and value: `DB_PASSWORD=…`, `"token": "…"`, `--api-key …`.
  [
    new RegExp(String.raw`((?:${NAMES})[\w.-]{0,40}[\\"'\]]{0,3}\s{0,3}(?:=>|:=|[:=])\s{0,3})${VALUE}`, 'gi'),
    `$1${REDACTED}`,
  ],
  [new RegExp(String.raw`(--?(?:[a-z]+-){0,3}(?:${NAMES})[\w-]{0,20}\s{1,3})(?!-)${VALUE}`, 'gi'), `$1${REDACTED}`],
  // JSON Web Tokens.
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, REDACTED],
  // AWS: access key ids (IAM User Guide, "Unique identifiers"), session tokens, and secret keys, which are forty
  // characters of base64 without a prefix. A commit id has forty too, but no capitals.
  [/(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g, REDACTED],
  [/(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[A-Za-z0-9/+=_%-]{20,}/g, REDACTED],
  [/(?<![A-Za-z0-9/+=])(?=[^A-Z\s]{0,39}[A-Z])(?=[^a-z\s]{0,39}[a-z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g, REDACTED],
  // Slack, GitHub, GitLab, npm, PyPI, Hugging Face, OpenAI and its like, Google, Stripe.
  [/\bxox[a-z](?:\.xox[a-z])?-[\w-]{8,}/gi, REDACTED],
  [/\bxapp-[\w-]{10,}/gi, REDACTED],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/gi, `$1${REDACTED}`],
  [/(?:gh[pousr]_|github_pat_|glpat-|npm_|pypi-|hf_|AIza|[sr]k_(?:live|test)_|sk-)[\w-]{16,}/g, REDACTED],
];

/** The same text with every secret that the table knows replaced by a word. */
export const redact = (text: string): string =>
  RULES.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), text);

/** Whether something that goes by this name and value would be taken out. */
export const isSecret = (name: string, value: string): boolean => {
  const said = `${name}=${value}`;
  return redact(said) !== said;
};
