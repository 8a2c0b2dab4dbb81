import { joined } from '../support/joined';

joined('builds');
