/** The rules of docs/architecture.md, point 1: imports point inward, and the local stack stays outside the bot. */
module.exports = {
  forbidden: [
    {
      name: 'domain-knows-no-adapter',
      comment: 'domain/ imports neither Slack, AWS nor charts',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { path: '^src/(?!domain)' },
    },
    {
      name: 'domain-knows-no-node',
      comment: 'domain/ uses nothing of node: but the hashes and ids of node:crypto',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'domain-knows-no-package',
      comment: 'domain/ imports no SDK, no logger; canonical JSON is the one pure library it needs',
      severity: 'error',
      from: { path: '^src/domain' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg'], pathNot: 'node_modules/canonicalize' },
    },
    {
      name: 'adapters-are-strangers',
      comment: 'the adapters never import each other; the composition files join them',
      severity: 'error',
      from: { path: '^src/(slack|aws|charts)/' },
      to: { path: '^src/(slack|aws|charts)/', pathNot: '^src/$1/' },
    },
    {
      name: 'documents-know-domain-only',
      comment: 'documents/ makes files out of what the domain has; Slack and the terminal both send them',
      severity: 'error',
      from: { path: '^src/documents/' },
      to: { path: '^src/', pathNot: '^src/(domain|documents)/' },
    },
    {
      name: 'environment-has-one-reader',
      comment: 'only the composition files and main read the configuration',
      severity: 'error',
      from: { path: '^src/(domain|documents|slack|aws|charts)/' },
      to: { path: '^src/config/' },
    },
    {
      name: 'bot-knows-no-local-stack',
      comment: 'the bot never knows whether it is local or in AWS',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(infra|test|bench)/' },
    },
    {
      name: 'aws-stack-knows-definitions-only',
      comment:
        'the AWS stack takes from the bot what both must agree on: tables, events, drain, configuration, names of metrics',
      severity: 'error',
      from: { path: '^infra/aws/' },
      to: {
        path: '^(src|infra/local)/',
        pathNot: '^src/(aws/(state-table|audit-table|parse-event|queue-intake)|config/|metric-names|nearest)',
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    exclude: { path: '^infra/local/slack/ui' },
  },
};
