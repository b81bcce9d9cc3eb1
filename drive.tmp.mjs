import { chromium } from 'playwright-core';
export const base='http://localhost:8831';
export async function open({w=1440,h=900,dark=false,mobile=false}={}){
  const browser=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox','--disable-quic','--disable-background-networking','--disable-component-update','--disable-sync','--no-first-run']});
  const context=await browser.newContext({viewport:{width:w,height:h},colorScheme:dark?'dark':'light',hasTouch:mobile,isMobile:mobile});
  await context.grantPermissions(['clipboard-read','clipboard-write'],{origin:base});
  const page=await context.newPage();
  page.on('console',m=>{if(m.type()==='error')console.log('CONSOLE',m.text().slice(0,300))});
  page.on('pageerror',e=>console.log('PAGEERROR',String(e).slice(0,300)));
  const shot=(n)=>page.screenshot({path:`/tmp/gaps-shots/${n}.png`});
  return {browser,context,page,shot};
}
