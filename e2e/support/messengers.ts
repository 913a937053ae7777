/** A desk of its own for each test of a file, whose messengers are the stand-in. */
import { type Desk, openDesk } from './desk.ts';
import { Graph } from './graph.ts';
import { test } from './test.ts';

/** Who writes to the page or number. */
export const JANA = { from: '421905123456', name: 'Jana Nováková' };

/** Before each test both are opened and given, after it they are gone. */
export function eachWithMessengers(
  options: { operators?: number; chatLimit?: number },
  given: (opened: { graph: Graph; desk: Desk }) => void,
): void {
  let graph: Graph;
  let desk: Desk;
  test.beforeEach(async () => {
    graph = await Graph.start();
    desk = await openDesk({ ...options, settings: `meta_graph_url = "${graph.url}"` });
    given({ graph, desk });
  });
  test.afterEach(async () => {
    graph.end();
    await desk.server.discard();
  });
}
