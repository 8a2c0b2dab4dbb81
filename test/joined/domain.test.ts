import { joined } from '../support/joined';

joined('domain');
