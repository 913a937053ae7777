/** Changes a widget as its editor does. */
import type { Widget } from '../../web/shared/src/generated/Widget.ts';
import type { Operator } from './people.ts';

export async function changeWidget(by: Operator, change: (widget: Widget) => void): Promise<Widget> {
  const { items } = await by.get<{ items: Widget[] }>('GET', '/widgets');
  const widget = items.find((it) => it.id === 'demo')!;
  change(widget);
  return by.get<Widget>('PUT', '/widgets/demo', widget);
}
