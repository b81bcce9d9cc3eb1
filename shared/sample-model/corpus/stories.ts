/** Tiny stories. Pieces are parted by a line of three asterisks. */
export const stories = `Once upon a time there was a clock that ran five minutes fast. Everybody in the village knew it, and everybody took five minutes off. So the bread was always ready, the school began when it should, and nobody ever missed the train. One day a man came from the city and put the clock right, free of charge. The next morning the whole village was late. They waited until he had gone, and then the baker climbed the tower with a long spoon and pushed the hand forward again.
***
Once upon a time there was a small dragon who was afraid of the dark. Every evening he lit a candle with his own breath, and every evening he blew it out again by accident. "Breathe through your nose," said his mother. He tried it, and it tickled, and he sneezed, and the whole cave was as bright as noon. In that moment he saw that there was nothing in the cave but his mother, his bed, and a very surprised bat. After that he was not afraid any more, and neither was the bat.
***
Once upon a time a king wanted to know how large his country was. He sent out three riders, one to the north, one to the east and one to the south, and told them to ride until the country ended. The first came back after a week and said, "It ends at the mountains." The second came back after a month and said, "It ends at the sea." The third did not come back for a year. When he came, he said, "Wherever I asked, people told me that it goes on a little further, and they gave me something to eat." The king thought about it for a long time, and then he gave the third rider half of the treasure.
***
The lighthouse keeper had a cat who did not believe in ships. She had seen the light go round every night of her life, and she had never seen what it was for. One evening there was fog, and a small boat came out of it and bumped softly against the rocks. A girl climbed out, wet and cold, and sat down by the stove. The cat looked at her for a long time. Then she went up the stairs, all one hundred and twelve of them, and sat down beside the lamp, and from that night on she helped.
***
There was once a librarian who lent out silence. It was kept in small brown boxes on the lowest shelf, and one could have it for two weeks. A mother of four borrowed a large box and brought it back with flowers. A musician borrowed one and never returned it, but the year after there was a song which everybody in the town knew, and in the middle of it there was a pause. The librarian listened to it on the radio and crossed the box off her list.
***
The old woman and the fox had an agreement. She left the gate open on Fridays, and he left the hens alone on every other day of the week. On Fridays there were no hens in the yard, of course; they were in the kitchen, under the table. The fox knew it, and the old woman knew that he knew. But every Friday he came through the gate, sat down on the step, and they talked about the weather.
***
On the day that the bridge was finished, nobody came. The mayor had written the wrong date on the invitations. So the first to cross it was a boy with a goat. The goat stopped in the middle, looked down at the water, looked up at the sky, and said nothing, as goats do. "It is only a bridge," said the boy. But for years afterwards, when people asked who had opened it, he could say that it was him, and that there had been no speeches.
***
The robot had been built to count the stars. Every night it counted as far as it could, and every morning it wrote the number in a book. The numbers were never the same, because of the clouds. After eleven years somebody came to read the book. "There is no result," said the visitor. "There are four thousand and eighteen results," said the robot. "I thought that you wanted to know how the nights were."
***
A tailor once made a coat with a hundred pockets. A farmer bought it, and put a seed into each pocket, and forgot about them. In spring he wore the coat in the rain. By the time he came home, there were small green leaves on his sleeves, and there was a bean on his collar. He hung the coat on the fence. In summer it was in flower, and in autumn the birds had taken it apart, and it was the only coat in the country that had ever fed anybody.
***
"Tell me a story," said the child.
"Once there was a mountain," said the grandfather.
"And then?"
"And then nothing happened for a very long time."
"That is not a story."
"Wait," said the grandfather. "One day a small stone at the very top of the mountain began to roll."
"Why?"
"Because somebody had asked for a story."
***
In the smallest house in the street lived a woman who mended umbrellas. When it rained, people came to her with broken ones, and when the sun shone, nobody came, and she sat in front of the door and looked at the sky. "You must love the rain," people said. She shook her head. "I love the moment after it," she said, "when they all close at once."
***
Two brothers inherited a well. One of them wanted to sell the water, and the other wanted to give it away. They quarrelled for a year, and in that year nobody drank from it. In the end their sister, who had inherited the bucket, set it on her shoulder and walked away, and before she had reached the corner they had agreed.
***
It was an ordinary morning in March, and the post had brought a letter without an address. It said: "Come at once, and bring the ladder." Mr Lim read it twice. He did not know the handwriting, and he did not own a ladder. He put on his hat, borrowed a ladder from the people next door, and went out. He walked the whole length of the street, and at the very end of it there was a tree, and in the tree there was a postman, and on the ground there was a small and very angry dog. "Thank you," said the postman. "I had hoped that it would reach somebody."`;
