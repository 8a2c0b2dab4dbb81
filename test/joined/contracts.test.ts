import { joined } from '../support/joined';

joined('contracts');
