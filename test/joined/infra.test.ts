import { joined } from '../support/joined';

joined('infra');
