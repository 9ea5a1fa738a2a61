"""Downloads ImageNet weights, so it runs only with a connection."""
import tensorflow as tf
from tensorflow.keras.applications.vgg16 import VGG16, preprocess_input
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator

gen = ImageDataGenerator(preprocessing_function=preprocess_input)
train = gen.flow_from_directory('pets/train', target_size=(224, 224), batch_size=32, class_mode='categorical')
val = gen.flow_from_directory('pets/val', target_size=(224, 224), batch_size=32, class_mode='categorical')

vgg = VGG16(include_top=False, weights='imagenet', input_shape=(224, 224, 3))
for layer in vgg.layers:
    layer.trainable = False
x = Flatten()(vgg.output)
x = Dense(128, activation='relu')(x)
prediction = Dense(4, activation='sigmoid')(x)  # fault: KS405
model = Model(inputs=vgg.input, outputs=prediction)
model.compile(loss='categorical_crossentropy', optimizer='adam', metrics=['accuracy'])
model.fit(train, validation_data=val, epochs=5)
