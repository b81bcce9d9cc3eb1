/** Release notes, plans and reports. Pieces are parted by a line of three asterisks. */
export const releases = `Release notes: version 2.4

New
- You can now compare two runs side by side. Select both in the list and choose "Compare".
- The list of prompts can be sorted by name, by date and by use.
- A new setting makes the text larger on small screens.

Improved
- Search is about three times as fast as before, and it finds words with accents.
- The panel remembers its width.

Fixed
- Stopping a run no longer removes the last word.
- A very long name no longer pushes the button out of the window.
- The clock in the status line is right again after the computer has slept.
***
Release notes: version 2.5

New
- Presets can be saved, renamed and shared.
- Every run shows how many tokens it took and what it cost.

Improved
- Opening a project with a thousand prompts is now instant.
- Errors say what to do next.

Fixed
- Two tabs with the same text no longer argue about which of them is right.
- The export contains the tags as well.

Thank you to everybody who wrote to us. Eleven of the changes in this version began as a letter.
***
Release notes: version 3.0

This is a large release, and we have taken our time with it. The app now works offline. You can open it on a train, in a cellar or on a mountain, and everything that you have written is there. When the connection comes back, the changes are sent, and if somebody else has changed the same text, both versions are kept and shown to you.

What you have to do: nothing. The first start after the update takes a little longer, because your texts are copied to the device.

What we have removed: the old import, which nobody had used since last spring. If you were the one person who did, please tell us.
***
What we learned in the first half of the year

We wanted to make the app faster, and we did: the first screen now appears in less than half a second on an ordinary laptop. What surprised us is where the time had gone. It was not the network and it was not the database. It was a list that drew every one of its rows, although only twenty of them could be seen.

We also wanted to make it easier to begin. Here we were wrong twice. First we wrote a tour with seven steps, and people closed it at the second. Then we wrote a longer page of help, and nobody opened it. What worked in the end was an example that one can run. People learn by changing something that already works.
***
Plan for the next three months

1. Sharing. A prompt can be shared with a person or by a link, and a link can be taken back.
2. Tests. A prompt can be run over a table of values, and the results are shown in a grid.
3. Small things. Every week one of us fixes the oldest open complaint.

What we will not do: we will not add a second kind of folder, and we will not send notifications. Both were asked for, and both would make the whole thing heavier for everybody else.
***
Summary of the survey

Two hundred and six people answered. Most of them use the app every day, and about half of them use it on more than one device. They like the keyboard shortcuts, the dark theme and the fact that nothing is ever lost. They do not like the icons, and they are right. The most common wish was a better search, and the second most common wish was that we do not change too much.
***
The decision, in one paragraph: we keep the data on the device and on the server, and we let the server decide on the order. The reasons are simple. Work has to go on without a connection, so the device needs the data. Two devices have to agree in the end, so somebody has to decide, and one server that is always right about the order is easier to understand than ten devices that are right most of the time. The price is that the server has to remember a little more than it would like to. We think that it is worth it.
***
Monday report

Last week: the new editor is in everybody's hands, and the number of complaints about lost text has gone from nine to zero. The old editor has been removed.

This week: we look at what happens when the disk is full. Nobody has complained about it yet, but that is because nobody has noticed.

Open: we still do not know why the app is slow on one particular kind of phone. We have bought one, and it arrives on Wednesday.
***
A checklist before every release

- Does it start on an empty machine, with one command?
- Does it start on the machine of somebody who has used it for two years?
- Has somebody used it for a whole hour without the mouse?
- Has somebody used it without a network?
- Are the notes written in words that the readers use?
- Is there a way back?

If one of the answers is no, the release waits. It has never been a mistake to wait.
***
Meeting notes

Present: Amira, Ben, Lena, Omar.

We talked about the button. Ben would like it to be green, because it starts something. Lena would like it to be blue, because green already means something else here. We agreed on blue. Omar will change it by Thursday.

We talked about names for an hour. In the end we agreed on one rule: a thing has one name, and it is the same on the screen, in the help and in the code. Amira will make the list.

Next meeting: Thursday at ten, in the small room.`;
