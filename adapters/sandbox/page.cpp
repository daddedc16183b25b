// The text of the page. Titles and names enter it as text nodes only, never as markup.
#include "adapters/sandbox/page.hpp"

#include <string>

namespace rosterd::sandbox {
namespace {

constexpr std::string_view head = R"html(<!doctype html>
<html lang="ru"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Песочница мессенджера</title>
<link rel="icon" href="data:,">
<style>
:root { --ink:#1d2733; --soft:#66758a; --line:#dfe5ec; --back:#f3f6f9; --card:#fff;
  --blue:#2d6cdf; --green:#25945b; --red:#c8463f; --amber:#b87a14; --glow:#fff6d6; }
@media (prefers-color-scheme: dark) { :root { --ink:#e4eaf1; --soft:#93a1b3; --line:#2c3642;
  --back:#12171d; --card:#1a212a; --blue:#6a9cf5; --green:#4cc38a; --red:#ef7a73;
  --amber:#e0a94a; --glow:#3a3420; } }
* { box-sizing:border-box; }
body { margin:0; background:var(--back); color:var(--ink);
  font:15px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
header { position:sticky; top:0; z-index:2; background:var(--card); padding:12px 20px;
  border-bottom:1px solid var(--line); display:flex; flex-wrap:wrap; gap:8px 26px;
  align-items:center; }
h1 { font-size:18px; margin:0; }
h2 { font-size:16px; margin:22px 0 10px; }
h2 small, .soft { color:var(--soft); font-weight:normal; }
.figure b { font-size:19px; margin-right:5px; font-variant-numeric:tabular-nums; }
.figure { color:var(--soft); } .figure b { color:var(--ink); }
input { margin-left:auto; padding:7px 11px; border:1px solid var(--line); border-radius:8px;
  background:var(--back); color:var(--ink); min-width:210px; font:inherit; }
main { display:grid; grid-template-columns:minmax(0,1fr) 340px; gap:22px; padding:0 20px 30px;
  max-width:1700px; margin:auto; }
.grid { display:grid; grid-template-columns:repeat(auto-fill,minmax(215px,1fr)); gap:10px; }
.chat { background:var(--card); border:1px solid var(--line); border-radius:11px; color:inherit;
  padding:10px 12px; text-align:left; font:inherit; cursor:pointer; display:block;
  transition:background 1.2s; }
.chat:hover { border-color:var(--blue); }
.chat.new { background:var(--glow); transition:none; }
.chat.gone { opacity:.5; } .chat.gone .title { text-decoration:line-through; }
.title { font-weight:600; overflow:hidden; text-overflow:ellipsis; white-space:nowrap; }
.line { display:flex; justify-content:space-between; color:var(--soft); font-size:13px; }
.dots { display:flex; flex-wrap:wrap; gap:3px; margin-top:7px; min-height:8px; }
.dots i { width:8px; height:8px; border-radius:50%; background:var(--blue); }
.dots i.pending { background:none; border:1.5px solid var(--amber); }
aside { position:sticky; top:66px; align-self:start; height:calc(100vh - 80px);
  display:flex; flex-direction:column; }
#feed { overflow:auto; background:var(--card); border:1px solid var(--line);
  border-radius:11px; flex:1; }
#feed div { padding:6px 12px; border-bottom:1px solid var(--line); font-size:13.5px; }
#feed time { color:var(--soft); margin-right:7px; font-variant-numeric:tabular-nums; }
.k-add,.k-join,.k-create { color:var(--green); } .k-remove,.k-leave { color:var(--red); }
.k-promote,.k-demote,.k-rename { color:var(--amber); } .k-message { color:var(--blue); }
dialog { border:1px solid var(--line); border-radius:14px; background:var(--card);
  color:var(--ink); width:min(620px,94vw); max-height:86vh; padding:18px 22px; }
dialog::backdrop { background:rgba(10,16,24,.45); }
dialog h2 { margin:0 0 4px; } dialog ul { padding:0; margin:12px 0; list-style:none;
  columns:2; column-gap:22px; } dialog li { padding:3px 0; break-inside:avoid; }
.mark { font-size:12px; border-radius:6px; padding:0 6px; margin-left:6px;
  border:1px solid currentColor; color:var(--blue); } .mark.wait { color:var(--amber); }
.empty { padding:46px 10px; text-align:center; color:var(--soft); }
@media (max-width:900px) { main { grid-template-columns:1fr; } aside { position:static;
  height:60vh; } dialog ul { columns:1; } }
</style></head>
)html";

constexpr std::string_view body = R"html(<body>
<header><h1>Песочница мессенджера</h1>
<span class="figure"><b id="chats">0</b>чатов</span>
<span class="figure"><b id="seats">0</b>участий</span>
<span class="figure"><b id="pending">0</b>приглашены</span>
<span class="figure"><b id="calls">0</b>запросов к API</span>
<span class="figure"><b id="inner">0</b>действий в пакетах</span>
<span class="figure"><b id="refused">0</b>отказов по квоте</span>
<span class="figure" id="link"></span>
<input id="find" type="search" placeholder="Найти чат" aria-label="Найти чат"></header>
<main><section id="groups"><p class="empty">Чатов пока нет: они появятся здесь, как только
служба начнёт работу.</p></section>
<aside><h2>Что происходит</h2><div id="feed" aria-live="polite"></div></aside></main>
<dialog id="card"><form method="dialog" style="float:right"><button>Закрыть</button></form>
<h2 id="card-title"></h2><div class="soft" id="card-about"></div><ul id="card-people"></ul>
<div id="card-messages"></div></dialog>
)html";

constexpr std::string_view script = R"html(<script>
'use strict';
const words = { create:'создан чат', rename:'новое название', add:'добавлен', remove:'исключён',
  promote:'назначен администратором', demote:'больше не администратор', leave:'вышел сам',
  join:'вошёл', message:'сообщение' };
const shownMax = 1500, dotsMax = 120, feedMax = 300;
const get = id => document.getElementById(id);
const number = n => Number(n).toLocaleString('ru-RU');
const plural = (n, one, few, many) => number(n) + ' ' + (n % 10 === 1 && n % 100 !== 11 ? one
  : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? few : many);
let state = { chats:[], accounts:[], calls:{} }, since = 0, fresh = new Map(), drawing = false;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}
async function load(path) {
  const answer = await fetch(path, { cache:'no-store' });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}
function cardOf(chat) {
  const card = element('button', 'chat' + (chat.deleted ? ' gone' : ''));
  card.append(element('div', 'title', chat.title || 'Без названия'));
  card.title = chat.title;
  const line = element('div', 'line');
  const waiting = chat.pending_count ? ' + ' + number(chat.pending_count) + ' ждут' : '';
  line.append(element('span', '', chat.deleted ? 'чат удалён'
    : number(chat.members_count) + ' уч.' + waiting));
  line.append(element('span', '', '№ ' + (chat.numbers[chat.owner] ?? '–')));
  const dots = element('div', 'dots');
  for (let i = 0; i < Math.min(chat.members_count, dotsMax); i++) dots.append(element('i'));
  for (let i = 0; i < Math.min(chat.pending_count, dotsMax); i++) {
    dots.append(element('i', 'pending'));
  }
  card.append(line, dots);
  if (performance.now() - (fresh.get(chat.id) ?? -1e9) < 1500) {
    card.classList.add('new');
    setTimeout(() => card.classList.remove('new'), 60);
  }
  card.onclick = () => open(chat.id);
  return card;
}
function draw() {
  const wanted = get('find').value.trim().toLowerCase();
  const alive = state.chats.filter(c => !c.deleted);
  get('chats').textContent = number(alive.length);
  get('seats').textContent = number(alive.reduce((sum, c) => sum + c.members_count, 0));
  get('pending').textContent = number(alive.reduce((sum, c) => sum + c.pending_count, 0));
  get('calls').textContent = number(state.calls.total ?? 0);
  get('inner').textContent = number(state.calls.inner ?? 0);
  get('refused').textContent = number(state.calls.refused_6 ?? 0);
  if (!state.chats.length) return;
  const owners = new Map(state.accounts.map(a => [a.owner, a.name]));
  for (const chat of state.chats) {
    if (!owners.has(chat.owner)) owners.set(chat.owner, 'Владелец ' + chat.owner);
  }
  const groups = [];
  for (const [owner, name] of owners) {
    const chats = state.chats.filter(c => c.owner === owner &&
      (!wanted || c.title.toLowerCase().includes(wanted)));
    if (!chats.length) continue;
    chats.sort((a, b) => a.deleted - b.deleted ||
      a.title.localeCompare(b.title, 'ru', { numeric:true }));
    const title = element('h2', '', name + ' ');
    title.append(element('small', '', plural(chats.filter(c => !c.deleted).length,
      'чат', 'чата', 'чатов') +
      (chats.length > shownMax ? ', показаны первые ' + number(shownMax) : '')));
    const grid = element('div', 'grid');
    grid.append(...chats.slice(0, shownMax).map(cardOf));
    groups.push(title, grid);
  }
  if (!groups.length) groups.push(element('p', 'empty', 'Таких чатов нет.'));
  get('groups').replaceChildren(...groups);
}
async function open(id) {
  const chat = await load('/sandbox/chat?id=' + id);
  get('card-title').textContent = chat.title || 'Без названия';
  get('card-about').textContent =
    plural(chat.members_count, 'участник', 'участника', 'участников') + ', ' +
    plural(chat.messages_total, 'сообщение', 'сообщения', 'сообщений') +
    (chat.deleted ? ', чат удалён' : '') + (chat.disabled ? ', чат отключён' : '') +
    (chat.read_only ? ', только чтение' : '');
  const rank = m => m.owner ? 0 : m.admin ? 1 : m.pending ? 3 : 2;
  chat.members.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'ru'));
  get('card-people').replaceChildren(...chat.members.map(member => {
    const row = element('li', '', member.name);
    if (member.owner) row.append(element('span', 'mark', 'владелец'));
    else if (member.admin) row.append(element('span', 'mark', 'администратор'));
    if (member.pending) row.append(element('span', 'mark wait', 'приглашён'));
    return row;
  }));
  get('card-messages').replaceChildren(...chat.messages.slice(-10).map(message =>
    element('p', 'soft', new Date(message.at_ms).toLocaleTimeString('ru-RU') + '  ' +
      message.text)));
  if (!get('card').open) get('card').showModal();
}
function tell(event) {
  const row = element('div');
  row.append(element('time', '', new Date(event.at_ms).toLocaleTimeString('ru-RU')));
  row.append(element('b', 'k-' + event.kind, words[event.kind] ?? event.kind));
  const who = event.kind === 'create' || event.kind === 'rename' ? '' : ' ' + event.user;
  row.append(document.createTextNode(who + (event.chat ? ' · ' + event.title : ' · лично')));
  get('feed').prepend(row);
  while (get('feed').childElementCount > feedMax) get('feed').lastChild.remove();
}
async function refresh() {
  if (drawing) return;
  drawing = true;
  try { state = await load('/sandbox/state?members=0'); draw(); }
  finally { setTimeout(() => { drawing = false; }, 400); }
}
async function listen() {
  for (;;) {
    try {
      const news = await load('/sandbox/events?wait_ms=20000&since=' + since);
      get('link').textContent = '';
      since = news.next;
      for (const event of news.events) { tell(event); fresh.set(event.chat, performance.now()); }
      await refresh();
      await new Promise(resolve => setTimeout(resolve, 450));
    } catch {
      get('link').textContent = 'нет связи с песочницей';
      await new Promise(resolve => setTimeout(resolve, 1500));
      since = 0;
      get('feed').replaceChildren();
    }
  }
}
get('find').oninput = draw;
setInterval(() => refresh().catch(() => {}), 3000);
refresh().then(() => { since = Math.max(0, (state.last_event ?? 0) - 60); listen(); }, listen);
</script></body></html>
)html";

}  // namespace

std::string_view page() {
    static const std::string whole = std::string{head}.append(body).append(script);
    return whole;
}

}  // namespace rosterd::sandbox
