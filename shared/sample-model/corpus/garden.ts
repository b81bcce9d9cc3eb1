/** The garden through the year. Pieces are parted by a line of three asterisks. */
export const garden = `In the morning the garden is quiet. The grass is still wet, the bees have not come yet, and the snails are on their way home. This is the best time to walk around with a cup of tea and see what has changed since yesterday. Something always has. A bean has climbed another hand up its pole, a rose has opened, and the lettuce has been eaten by somebody who will not admit to it.
***
Jobs for the garden in spring

- Clear away the dead stems, but leave a corner untidy for the insects.
- Rake the soil until it is fine, and take out the stones.
- Sow peas, radishes and spinach as soon as the soil is warm enough to sit on.
- Keep tomatoes and beans indoors until the last frost has passed.
- Put a label on everything. You will not remember.

The most common mistake in spring is to begin too soon. A seed that is sown two weeks later, in warmer soil, often catches up with one that was sown in the cold.
***
Jobs for the garden in autumn

- Gather the leaves and pile them up in a corner. In a year they will be the best soil you have.
- Plant garlic, and bulbs for the spring.
- Lift the last potatoes on a dry day.
- Clean the tools, oil the blades, and hang them up.
- Sit down for a while and look at what you have done.

Autumn is when a garden is made, although nothing of it can be seen until spring.
***
How to grow tomatoes on a balcony

Choose a small variety and a large pot. A tomato wants sun for at least six hours a day, and its roots want room. Fill the pot with good compost, set the plant a little deeper than it stood before, and tie it to a stick as it grows. Water it in the morning, always about the same amount, and never over the leaves. When the first fruits appear, feed the plant once a week. Pinch out the small shoots that grow between the stem and the leaves, because they take strength from the fruit. From July until the first cold nights there will be tomatoes, and they will taste better than any you can buy.
***
Dear gardener, your compost heap is alive. It wants the same things that you want: something to eat, something to drink, and air. Give it soft green things, such as grass and vegetable peelings, and dry brown things, such as leaves, straw and torn cardboard, in about equal parts. If it smells, it is too wet, and it needs more of the brown things. If nothing happens, it is too dry, and it needs a can of water. Turn it over now and then. In a year it will be dark and crumbly, and it will smell like a forest after rain.
***
Why do the leaves turn yellow in autumn? The green colour of a leaf comes from chlorophyll, which the tree uses to catch light. In autumn the days grow short, and the tree takes back what it can use before it lets the leaf go. The green fades first. The yellow was there all summer, hidden underneath. Reds are different: they are made fresh in the last weeks, and nobody is entirely sure why.
***
The robin does not care about the gardener. It cares about the spade, because where the spade goes there are worms. Still, it is pleasant to be followed around the garden by a small bird with bright eyes, and it is easy to believe that one has made a friend. Perhaps that is what the robin believes as well.
***
Watering, in short: water less often, and water more at a time. A little water every evening keeps the roots near the surface, where they dry out on the first hot day. A long drink once or twice a week sends the roots down to where the soil stays cool. Put your finger into the soil before you reach for the can. If it is damp below the first joint, wait until tomorrow.
***
A list of plants that forgive a beginner:
- Mint, which will grow anywhere, and then everywhere. Keep it in a pot.
- Courgettes. Two plants are enough for a family, and three are enough for a street.
- Radishes, which are ready in a month.
- Chives, which come back every year and ask for nothing.
- Sunflowers, because children like to be smaller than something they have planted.
- Potatoes, which can be grown in a sack.
***
The old pear tree stands at the end of the garden, where it has stood for longer than anyone can remember. In April it is white with flowers, and the bees come from all over the village. In September the pears fall faster than they can be gathered, and the wasps come instead. Every winter somebody says that the tree is too old and has to go. Every spring it flowers, and nobody says anything more about it.
***
Slugs come out at night and after rain. There is no single thing that keeps them away, whatever the neighbours say, but several small things together help. Water in the morning, so that the soil is dry by the evening. Plant out young lettuce only when it is strong. Leave a board on the ground, lift it in the morning, and carry what you find there to the far end of the field. And be kind to the frogs, the hedgehogs and the blackbirds, who do the same work without being asked.
***
A garden diary

Monday. Rain all day. Sorted the seeds and drew a plan.
Tuesday. Sowed the first row of carrots. The soil was cold, but the sun was out.
Wednesday. Frost. Covered everything with old curtains.
Thursday. Nothing to do but wait.
Friday. The neighbour gave me six cabbages and a piece of advice. I have planted the cabbages.
Saturday. Mended the gate and painted it green.
Sunday. Sat on the bench in the sun. The first carrots are up, as fine as hair.`;
