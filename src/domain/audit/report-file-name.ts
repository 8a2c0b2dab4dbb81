/** The file that a release report is: of what every file system takes, and no shell needs quotes for. */
export const reportFileName = (pipeline: string, release: string): string =>
  `release-report-${pipeline}-${release}`
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .slice(0, 120)
    .concat('.html');
