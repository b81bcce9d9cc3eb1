import {open,base} from './drive.tmp.mjs';
const {browser,page,shot}=await open();
await page.goto(base+'/prompts'); await page.waitForTimeout(6000); await shot('01-prompts');
console.log(page.url());
await page.goto(base+'/prompts/new'); await page.waitForTimeout(2000); await shot('02-new');
await page.keyboard.insertText('Write a {{dish}} recipe for {{guests}}.'); await page.waitForTimeout(1500); await shot('03-typed'); console.log(page.url());
await browser.close();
