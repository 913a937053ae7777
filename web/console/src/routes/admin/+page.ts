/** Administration opens at its first page. */
import { redirect } from '@sveltejs/kit';

export function load(): never {
  redirect(307, '/admin/widgets');
}
