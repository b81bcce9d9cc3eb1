import { expect, test } from './fixtures.ts';

test('a preset is saved, loaded, loaded again after a change, and the change is had back', async ({
  device
}) => {
  const { page } = await device();
  await page.goto('/prompts/new');
  const temperature = page.getByLabel('Temperature, number');
  await temperature.fill('1.1');
  await page.keyboard.press('Tab');
  await page.getByRole('button', { name: 'Save as preset' }).click();
  await page.getByRole('dialog').getByRole('textbox').first().fill('Wild');
  await page.keyboard.press('Enter');
  const preset = page.getByRole('button', { name: /^Preset:/ });
  await expect(preset).toHaveAccessibleName(/Wild/);

  await temperature.fill('0.2');
  await page.keyboard.press('Tab');
  await expect(preset).toHaveAccessibleName(/edited/);
  await preset.click();
  await page.getByRole('option', { name: /Wild/ }).click();
  await expect(temperature).toHaveValue('1.1');
  await expect(preset).not.toHaveAccessibleName(/edited/);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(temperature).toHaveValue('0.2');
});
