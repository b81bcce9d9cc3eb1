/** Journeys, mostly by train and on foot. Pieces are parted by a line of three asterisks. */
export const travel = `The best way to arrive in a new town is by train, in the early evening, with one small bag. The station is usually close to the middle of things. You walk out through the doors, and there are the trams, the smell of somebody's dinner, and the long light on the houses. Leave the map in your pocket for the first half an hour. Walk towards whatever looks interesting, and turn round when you are hungry.
***
What to pack for a week with one small bag

- Two pairs of trousers, and three shirts that do not mind being rolled up.
- A jumper, because evenings are colder than you think.
- A light coat that keeps out the rain.
- Socks. One more pair than you think you need.
- A book that you will be glad to leave behind when you have read it.
- A pencil and some paper.
- A small towel, a piece of soap, and a toothbrush.

Lay everything on the bed the night before, and then put a third of it back into the cupboard. Nobody has ever come home and said that they wished they had carried more.
***
The night train leaves at ten past nine. For the first hour everybody stands in the corridor and looks out of the window, although it is too dark to see anything but a few lights. Then one door after another is closed, the voices grow quiet, and there is only the sound of the wheels. In the morning there are mountains where there was a city, and somebody knocks and brings a small cup of very strong coffee.
***
A walk along the coast

Start at the harbour, where the boats are, and take the path that goes up behind the last house. It is steep at first, but after ten minutes you are on the cliff, and from there the walk is easy. Keep the sea on your left. After about an hour you come to a small bay with a café, which is open in summer from ten until the cakes are gone. Beyond the bay the path is narrow, and in wet weather it is slippery, so go slowly. The lighthouse is two hours from the harbour. You can walk back the same way, or take the bus, which leaves at four. If you miss it, there is a bench with a good view, and the next bus leaves at six.
***
Notes for travellers who are shy

Learn five words of the language: hello, please, thank you, sorry, and delicious. They will take you surprisingly far. Eat where there is a short menu and where people are talking. Sit at the window. If you are lost, ask somebody who is walking a dog, because they live nearby and they are not in a hurry. Carry a little more water than you need and a little less of everything else.
***
It rained for the whole of our week in the mountains. On Monday we were angry about it, on Tuesday we played cards, and on Wednesday we put on our coats and went out anyway. The path had become a stream, and the stream had become a river. There was nobody else in the whole valley. A cow looked at us over a wall as if we had lost our way, and perhaps we had. When we came back, we were wet to the skin and very happy, and I have never eaten a better soup.
***
Questions to ask before you go:
1. What is the weather like at that time of the year?
2. How do you get from the station to the place where you sleep?
3. Is everything closed on Sunday, or on Monday?
4. What do people eat there in the morning?
5. Who is going to water the plants?
***
The ferry takes forty minutes. There is a saloon with a bar, where it is warm and nobody looks at the sea, and there is a deck, where it is cold and everybody does. Stand at the back. You can watch the harbour grow small, then the hills behind it, then the whole coast. There is a moment, somewhere in the middle, when both sides are equally far away. It does not last, but it is what I take the ferry for.
***
A good map is a kind of story. It tells you where people have walked for so long that there is a path, where they have crossed the river, and where they have built a church or an inn. It also tells you what they thought was worth writing down. On an old map of our valley there are the names of eleven springs and not a single road. On the new one there are seven roads and no springs at all. The springs are still there, if you know where to look.
***
Three days in a town by the river

On the first day, do nothing in particular. Walk along the water, find the market, and buy some bread and some fruit. In the evening, cross the old bridge and look back at the town.

On the second day, go to the museum, but only to one room of it. Choose the room and stay for an hour. In the afternoon, hire a boat or sit on the grass and watch the people who did.

On the third day, go back to the place that you liked best. That is the luxury of three days: there is time to do one thing twice.
***
How far is it? That depends on whom you ask. The man in the shop says that it is ten minutes, because he drives. The woman at the gate says that it is an hour, because she has a small child and they stop at every puddle. The sign says four kilometres. We walked, and talked, and it was not far at all.
***
Postcard from the islands

The weather is fine and the water is cold. There are more sheep than people here, and the sheep have right of way. Yesterday we saw a seal, and I think that the seal saw us too. We have bread, cheese, and a stove that works if you talk to it. I do not want to come home, but I will. See you on Sunday.`;
