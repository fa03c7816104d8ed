/** What `deploy-gates` runs. */
import { start } from './main.ts';

void start();
