import { joined } from '../support/joined';

joined('slack');
