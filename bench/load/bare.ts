/** Bundled as the bot is, and started beside it. */
import { runBare, startBareApp } from './bare-app';

runBare(startBareApp);
