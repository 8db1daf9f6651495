/** Answers every request at once. */
import { answer, serve } from './http-connection.ts';

serve((socket) => answer(socket, {}));
