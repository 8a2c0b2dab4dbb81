/** List prices in US dollars, us-east-1, as of November 2026; other regions differ by some 20 %. */
const PRICE = {
  fargateCpuHour: 0.04048,
  fargateGbHour: 0.004445,
  fargateArmCpuHour: 0.03238,
  fargateArmGbHour: 0.00356,
  publicAddressHour: 0.005,
  secret: 0.4,
  alarm: 0.1,
  metric: 0.3,
  logGb: 0.5,
  queueMillion: 0.4,
  writeMillion: 0.625,
  readMillion: 0.125,
  storedGb: 0.25 + 0.2,
  natHour: 0.045,
  endpointZoneHour: 0.01,
} as const;

const HOURS = 730;
const DAYS = 30;
const MINUTES = HOURS * 60;

/** What the bot stack has: two tasks of a quarter of a processor and half a gigabyte. */
const TASKS = { number: 2, cpu: 0.25, gb: 0.5 };
/** Three consumers per task, each of which asks every 20 seconds (src/aws/queue-intake.ts). */
const POLLS = (TASKS.number * 3 * MINUTES) / (20 / 60);
const TICKS = MINUTES / 3;

interface Team {
  name: string;
  pipelines: number;
  /** Executions per day, of all pipelines. */
  executions: number;
}

const TEAMS: readonly Team[] = [
  { name: 'small', pipelines: 3, executions: 10 },
  { name: 'medium', pipelines: 20, executions: 100 },
  { name: 'large', pipelines: 100, executions: 1000 },
];

/** What the stacks have. */
export interface Amounts {
  alarms: number;
  metrics: number;
}

/**
 * Measured by `npm run bench -- cost`: capacity units of DynamoDB, of which a write of what stands in indexes takes several,
 * and messages; of a pass, for each idle pipeline. Rounded up.
 */
const PER_PASS = { reads: 2 };
const PER_EXECUTION = { writes: 230, reads: 220, messages: 40, logKb: 20, storedKb: 40 };
/** Kilobytes per minute and task of metrics and counts. */
const METRICS_KB = 2;

interface Line {
  what: string;
  arithmetic: string;
  dollars(team: Team): number;
}

function lines({ alarms, metrics }: Amounts): Line[] {
  const perMonth = ({ executions }: Team): number => executions * DAYS;
  return [
    {
      what: 'Fargate (x86)',
      arithmetic: `${TASKS.number} × ${HOURS} h × (${TASKS.cpu} vCPU × $${PRICE.fargateCpuHour} + ${TASKS.gb} GB × $${PRICE.fargateGbHour})`,
      dollars: () => TASKS.number * HOURS * (TASKS.cpu * PRICE.fargateCpuHour + TASKS.gb * PRICE.fargateGbHour),
    },
    {
      what: 'public addresses of the tasks',
      arithmetic: `${TASKS.number} × ${HOURS} h × $${PRICE.publicAddressHour}`,
      dollars: () => TASKS.number * HOURS * PRICE.publicAddressHour,
    },
    {
      what: 'metrics',
      arithmetic: `${metrics} × $${PRICE.metric.toFixed(2)} (those that have a value; ten per account are free)`,
      dollars: () => metrics * PRICE.metric,
    },
    {
      what: 'alarms',
      arithmetic: `${alarms} × $${PRICE.alarm.toFixed(2)} (ten per account are free)`,
      dollars: () => alarms * PRICE.alarm,
    },
    {
      what: 'log',
      arithmetic: `(${TASKS.number} tasks × ${METRICS_KB} kB a minute + ${PER_EXECUTION.logKb} kB an execution) × $${PRICE.logGb.toFixed(2)}/GB`,
      dollars: (team) =>
        ((TASKS.number * METRICS_KB * MINUTES + PER_EXECUTION.logKb * perMonth(team)) / 1e6) * PRICE.logGb,
    },
    {
      what: 'SQS',
      arithmetic: `${TASKS.number} tasks × 3 polls every 20 s, and 3 requests for each of ${PER_EXECUTION.messages} events an execution and every tick, × $${PRICE.queueMillion.toFixed(2)}/million`,
      dollars: (team) => ((POLLS + 3 * (PER_EXECUTION.messages * perMonth(team) + TICKS)) / 1e6) * PRICE.queueMillion,
    },
    {
      what: 'DynamoDB, passes',
      arithmetic: `a pass every 3 minutes × ${PER_PASS.reads} reads per pipeline × $${PRICE.readMillion}/million`,
      dollars: ({ pipelines }) => ((TICKS * PER_PASS.reads * pipelines) / 1e6) * PRICE.readMillion,
    },
    {
      what: 'DynamoDB, executions',
      arithmetic: `${PER_EXECUTION.writes} writes × $${PRICE.writeMillion}/million + ${PER_EXECUTION.reads} reads × $${PRICE.readMillion}/million, each`,
      dollars: (team) =>
        (perMonth(team) / 1e6) * (PER_EXECUTION.writes * PRICE.writeMillion + PER_EXECUTION.reads * PRICE.readMillion),
    },
    {
      what: 'DynamoDB, storage after a year',
      arithmetic: `${PER_EXECUTION.storedKb} kB an execution, with point-in-time recovery $${PRICE.storedGb.toFixed(2)}/GB`,
      dollars: ({ executions }) => ((executions * 365 * PER_EXECUTION.storedKb) / 1e6) * PRICE.storedGb,
    },
    { what: 'secret', arithmetic: `1 × $${PRICE.secret.toFixed(2)}`, dollars: () => PRICE.secret },
  ];
}

/** Dollars per month of everything that the bot needs. */
const monthly = (team: Team, amounts: Amounts): number =>
  lines(amounts).reduce((sum, line) => sum + line.dollars(team), 0);

/** The table of docs/costs.md, in Markdown. */
export function costsTable(amounts: Amounts): string {
  const money = (dollars: number): string => dollars.toFixed(2);
  const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row('per month, in $', 'arithmetic', ...TEAMS.map(({ name }) => name)),
    row('---', '---', ...TEAMS.map(() => '---:')),
    ...lines(amounts).map((line) => row(line.what, line.arithmetic, ...TEAMS.map((team) => money(line.dollars(team))))),
    row('**all**', '', ...TEAMS.map((team) => `**${money(monthly(team, amounts))}**`)),
  ].join('\n');
}

/** What another choice adds or saves in a month, in Markdown. */
export function choicesTable(endpoints: number): string {
  const signed = (dollars: number): string => `${dollars < 0 ? '−' : '+'}${Math.abs(dollars).toFixed(2)}`;
  const [cpu, gb] = [PRICE.fargateArmCpuHour - PRICE.fargateCpuHour, PRICE.fargateArmGbHour - PRICE.fargateGbHour];
  const addresses = TASKS.number * HOURS * PRICE.publicAddressHour;
  return [
    '| choice | in $ per month |',
    '|---|---:|',
    `| \`architecture=arm\` | ${signed(TASKS.number * HOURS * (TASKS.cpu * cpu + TASKS.gb * gb))} |`,
    `| \`outbound=nat\`: one NAT gateway with its address, none for the tasks; $0.045 per GB on top | ${signed(HOURS * (PRICE.natHour + PRICE.publicAddressHour) - addresses)} |`,
    `| \`endpoints=interface\`: ${endpoints} endpoints in two zones | ${signed(endpoints * 2 * HOURS * PRICE.endpointZoneHour)} |`,
  ].join('\n');
}
