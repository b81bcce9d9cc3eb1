import { error } from '@sveltejs/kit';
import { isSection } from '$lib/settings/sections';

export function load({ params }) {
  if (!isSection(params.section)) error(404, 'There is no such settings page.');
  return { section: params.section };
}
