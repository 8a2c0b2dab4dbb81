import { joined } from '../support/joined';

joined('others');
