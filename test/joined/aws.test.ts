import { joined } from '../support/joined';

joined('aws');
