import { joined } from '../support/joined';

joined('services');
