import os, tempfile
import numpy as np
from PIL import Image
from sklearn.metrics import confusion_matrix, classification_report
from tensorflow.keras.preprocessing.image import ImageDataGenerator
from keras import layers, models, optimizers

# val accuracy is 0.95 in training but classification_report shows only 0.33 - why?
d = tempfile.mkdtemp()
rs = np.random.RandomState(1)
for i, c in enumerate(['a', 'b', 'c']):
    for split in ('train', 'val'):
        os.makedirs(os.path.join(d, split, c), exist_ok=True)
        for n in range(90 if split == 'train' else 30):
            im = rs.normal(60 + 70 * i, 30, (20, 20, 3)).clip(0, 255).astype('uint8')
            Image.fromarray(im).save(os.path.join(d, split, c, str(n) + '.png'))

dg = ImageDataGenerator(rescale=1.0/255)
train = dg.flow_from_directory(os.path.join(d, 'train'), target_size=(20, 20), batch_size=10, class_mode='categorical')
val = dg.flow_from_directory(os.path.join(d, 'val'), target_size=(20, 20), batch_size=10, class_mode='categorical')  # fault: KS906

m = models.Sequential([
    layers.Input((20, 20, 3)),
    layers.Conv2D(8, (3, 3), activation='relu'),
    layers.MaxPooling2D((2, 2)),
    layers.Flatten(),
    layers.Dense(32, activation='relu'),
    layers.Dense(3, activation='softmax'),
])
m.compile(optimizer=optimizers.RMSprop(learning_rate=1e-3), loss='categorical_crossentropy', metrics=['accuracy'])
m.fit(train, epochs=15, validation_data=val)
pred = m.predict(val)  # part of: KS906
y_pred = np.argmax(pred, axis=1)
print(confusion_matrix(val.classes, y_pred))
print(classification_report(val.classes, y_pred))
