import '../support/browser'; // here, so that one Chromium serves all of them
import { joined } from '../support/joined';

joined('browser');
