import { joined } from '../support/joined';

joined('workspace');
